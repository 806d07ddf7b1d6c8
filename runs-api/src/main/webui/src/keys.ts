/** A key of the view on screen, and what it does in words. */
interface BoundKey {
  says: string;
  run: () => void;
}

/** What a view offers beside the keys that work everywhere; the newest view's wins. */
const ofView = new Map<string, BoundKey>();

/** Binds a single key while a view is shown. @returns what unbinds it */
export function bindKey(key: string, says: string, run: () => void): () => void {
  const mine = { says, run };
  ofView.set(key, mine);
  return () => {
    if (ofView.get(key) === mine) ofView.delete(key);
  };
}

export const boundKeys = (): ReadonlyMap<string, BoundKey> => ofView;
