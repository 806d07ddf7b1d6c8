package chad.ide.engine;

import chad.ide.files.StateFolder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes messages of the engine fit to be shown: they name folders of this machine that are nobody's business. */
final class PathRedactor {

    private final Map<String, String> words = new LinkedHashMap<>();

    /** @param scratch folders that mean nothing to anybody once the call is over */
    PathRedactor(EngineConfig config, StateFolder state, Path... scratch) {
        Map<Path, String> named = new HashMap<>();
        named.put(state.root(), "state");
        named.put(config.workflowDir().toAbsolutePath().normalize(), "");
        for (Path folder : scratch) {
            named.putIfAbsent(folder, "");
        }
        named.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getKey().toString().length()))
                .forEach(entry -> words.put(entry.getKey().toString(), entry.getValue()));
    }

    String shorten(String message) {
        String shorter = message;
        for (Map.Entry<String, String> folder : words.entrySet()) {
            shorter = shorter.replace(folder.getKey() + "/", folder.getValue().isEmpty() ? "" : folder.getValue() + "/")
                    .replace(folder.getKey(), folder.getValue().isEmpty() ? "." : folder.getValue());
        }
        return shorter;
    }
}
