package chad.ide.secrets;

import chad.ide.secrets.KeyShape.Prefixed;
import java.util.List;
import java.util.stream.Stream;

/** The shapes that are known, by what their providers say. */
final class KeyShapes {

    static final List<KeyShape> ALL = Stream.of(
                    words("sk- nvapi- github_pat_ sk_live_ sk_test_ rk_live_ whsec_ ya29.")
                            .map(prefix -> new Prefixed(prefix, 0, Prefixed.WITH_DASHES, 16)),
                    words("glpat- glrt- xoxb- xoxp- xoxa- xoxr- xoxs- xapp- tskey-")
                            .map(prefix -> new Prefixed(prefix, 0, Prefixed.WITH_DASHES, 12)),
                    words("ghp_ gho_ ghu_ ghs_ ghr_ gsk_ xai- r8_ hf_ npm_ dop_v1_ lin_api_")
                            .map(prefix -> new Prefixed(prefix, 0, Prefixed.LETTERS, 20)),
                    words("AIza pypi-").map(prefix -> new Prefixed(prefix, 0, Prefixed.WITH_DASHES, 30)),
                    words("AKIA ASIA AGE-SECRET-KEY-1").map(prefix -> new Prefixed(prefix, 0, Prefixed.CAPITALS, 16)),
                    Stream.of("Bearer ", "bearer ")
                            .map(scheme -> new Prefixed(scheme, scheme.length(), Prefixed.WITH_DOTS, 20)),
                    Stream.of(new KeyShape.WebToken(), new KeyShape.PrivateKey()))
            .flatMap(some -> some)
            .map(KeyShape.class::cast)
            .toList();

    private static Stream<String> words(String prefixes) {
        return Stream.of(prefixes.split(" "));
    }

    private KeyShapes() {}
}
