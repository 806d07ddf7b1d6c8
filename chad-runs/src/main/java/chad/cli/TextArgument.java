package chad.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.cli.api.ApiException;
import chad.cli.api.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text that a person gives: in a file, on stdin, or on the command line. */
final class TextArgument {

    /** What the service takes at most. */
    private static final int MAX_BYTES = 2 * 1024 * 1024;

    private TextArgument() {}

    /** @param file a path, or {@code -} for stdin */
    static String read(String file) {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw ApiException.invalid("%s is larger than 2 MiB.".formatted(file), "chad-runs --help");
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException noText) {
            throw ApiException.invalid("%s is not UTF-8 text.".formatted(file), "chad-runs --help");
        } catch (IOException missing) {
            throw ApiException.invalid("%s can't be read.".formatted(file), "ls -l " + file);
        }
    }

    /**
     * JSON that was typed, or with {@code @FILE} is in a file, or with {@code -} comes from stdin.
     *
     * @param option for the message
     */
    static JsonNode json(String option, String typed) {
        String text = typed.equals("-") ? read("-") : typed.startsWith("@") ? read(typed.substring(1)) : typed;
        try {
            return Json.read(text);
        } catch (IOException noJson) {
            throw ApiException.invalid(
                    "%s is not valid JSON. In a shell, put it in single quotes.".formatted(option),
                    "%s '{\"prompt\": \"…\"}', or @FILE, or - for stdin".formatted(option));
        }
    }
}
