package chad.images.testing;

import chad.images.testing.Program.Said;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The docker CLI, as an operator uses it, in the folder of compose.yaml. */
public record Docker(Map<String, String> environment) {

    public Docker {
        environment = Map.copyOf(environment);
    }

    public Said run(String... arguments) {
        List<String> command =
                Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList();
        return Program.run(environment, command);
    }
}
