package chad.cli.text;

import chad.cli.api.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;

/** Our word for how a run or a node is: its sign, its colour, and what it means for a command that waits. */
public final class State {

    private State() {}

    /** {@code ✓ finished}. */
    public static Cell cell(JsonNode state) {
        String word = Format.text(state);
        return new Cell(sign(word) + " " + word, colour(word));
    }

    public static String sign(String word) {
        return switch (word) {
            case "running", "in-progress", "ok" -> "●";
            case "finished", "approved" -> "✓";
            case "finished-with-failures" -> "±";
            case "failed", "error", "denied", "refused" -> "✗";
            case "stalled", "missed" -> "!";
            case "cancelled", "cancelling", "skipped" -> "⊘";
            case "paused" -> "‖";
            case "needs-resume", "retrying" -> "↻";
            case "not-started", "pending" -> "○";
            default -> word.startsWith("waiting") || word.equals("requested") ? "◆" : "·";
        };
    }

    public static Colour colour(String word) {
        return switch (word) {
            case "running", "in-progress" -> Colour.BLUE;
            case "finished", "approved", "ok" -> Colour.GREEN;
            case "failed", "stalled", "error", "denied", "refused", "missed" -> Colour.RED;
            case "finished-with-failures", "needs-resume", "retrying", "paused", "cancelling" -> Colour.YELLOW;
            case "cancelled", "skipped", "not-started", "pending" -> Colour.DIM;
            default -> word.startsWith("waiting") || word.equals("requested") ? Colour.YELLOW : Colour.NONE;
        };
    }

    /** Whether the run goes no further by itself, whatever else happens. */
    public static boolean hasEnded(String state) {
        return switch (state) {
            case "finished", "finished-with-failures", "failed", "cancelled", "continued" -> true;
            default -> false;
        };
    }

    /** Whether somebody has to do something before it goes on. */
    public static boolean waitsForSomebody(String state) {
        return switch (state) {
            case "waiting-approval", "waiting-event", "paused", "not-started" -> true;
            default -> false;
        };
    }

    /** As the engine itself would exit. */
    public static ExitCode exitCode(String state) {
        return switch (state) {
            case "finished", "finished-with-failures", "continued" -> ExitCode.DONE;
            case "cancelled" -> ExitCode.CANCELLED;
            default -> waitsForSomebody(state) ? ExitCode.WAITING : ExitCode.FAILED;
        };
    }
}
