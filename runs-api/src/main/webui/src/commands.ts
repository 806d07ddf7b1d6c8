import type { IconName } from "./components/icon";

/** Something that the palette offers by its name. */
export interface Command {
  title: string;
  hint?: string | undefined;
  icon: IconName;
  run: () => void;
}

/** What the view on screen offers; it sets them when it comes and takes them away when it goes. */
let ofView: readonly Command[] = [];

/** @returns what takes them away */
export function offerCommands(commands: readonly Command[]): () => void {
  ofView = commands;
  return () => {
    if (ofView === commands) ofView = [];
  };
}

export const offeredCommands = (): readonly Command[] => ofView;
