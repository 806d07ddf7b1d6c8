package chad.ide.reports;

/** What came of putting a report into Open WebUI. */
sealed interface NoteResult {

    /** The note has the report. */
    record Posted(String noteId) implements NoteResult {}

    /** Not now: it is down, overloaded or out of reach. */
    record Unavailable(String reason) implements NoteResult {}

    /** Not like this: trying again changes nothing before somebody changed a setting. */
    record Refused(String reason) implements NoteResult {}
}
