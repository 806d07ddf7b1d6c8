package chad.ide.traces;

/**
 * The end of a run, as an event told it.
 *
 * @param position of the event in its store
 */
record EndedRun(long position, String runId, long atMs) {}
