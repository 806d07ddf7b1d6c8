package chad.cli.text;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where text for people goes: how wide it is, and whether it has colours.
 *
 * @param columns {@link Integer#MAX_VALUE} when nothing limits a line
 */
public record Screen(PrintWriter out, boolean isTerminal, boolean hasColour, int columns, long nowMs) {

    private static final int USUAL_COLUMNS = 100;
    private static final int NARROWEST = 40;

    /**
     * @param isTerminal whether {@code out} ends on one
     */
    public static Screen of(PrintWriter out, boolean isTerminal, Map<String, String> environment) {
        boolean wantsColour = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Screen(
                out,
                isTerminal,
                isTerminal && wantsColour,
                isTerminal ? columns(environment) : Integer.MAX_VALUE,
                System.currentTimeMillis());
    }

    /**
     * Whether stdout is a terminal. The launcher knows; without it the JVM's console tells, which wants stdin to be one
     * too.
     */
    public static boolean stdoutIsTerminal() {
        return isTerminal("chad.tty.out");
    }

    public static boolean stderrIsTerminal() {
        return isTerminal("chad.tty.err");
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 22 to 24 gave a console even to a pipe, and the others give none
    private static boolean isTerminal(String property) {
        String told = System.getProperty(property);
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static int columns(Map<String, String> environment) {
        String told = environment.getOrDefault("COLUMNS", "");
        int known = told.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(told) : asked();
        return Math.max(known, NARROWEST);
    }

    /** Shells keep the width to themselves; the terminal itself knows. */
    private static int asked() {
        Path terminal = Path.of("/dev/tty");
        if (!Files.isReadable(terminal)) {
            return USUAL_COLUMNS;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(500, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return USUAL_COLUMNS;
            }
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            String[] parts = size.strip().split(" ", -1);
            return parts.length == 2 && parts[1].matches("[1-9][0-9]{0,4}")
                    ? Integer.parseInt(parts[1])
                    : USUAL_COLUMNS;
        } catch (IOException noStty) {
            return USUAL_COLUMNS;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return USUAL_COLUMNS;
        }
    }

    public String paint(Colour colour, String text) {
        return hasColour ? colour.paint(text) : text;
    }

    /** A line of ours; texts from outside in it must have been through {@link SafeText}. */
    public void line(String text) {
        out.println(text);
    }
}
