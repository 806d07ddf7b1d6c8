package chad.ide.spend;

import chad.ide.runs.Usage;

/**
 * An event that says what an attempt used, or that it has ended.
 *
 * @param seq of the event
 * @param atMs when it was written, epoch milliseconds
 * @param workflow as the list of runs names it
 */
record SpendEvent(String runId, long seq, long atMs, String store, String workflow, Said said) {

    /** What it says. */
    sealed interface Said {

        Usage.AttemptId attempt();
    }

    record Reported(Usage.Report report) implements Said {

        @Override
        public Usage.AttemptId attempt() {
            return new Usage.AttemptId(report.nodeId(), report.iteration(), report.attempt());
        }
    }

    /** Of an attempt of an agent: what was not reported by then will not be. */
    record Ended(Usage.EndedAttempt how) implements Said {

        @Override
        public Usage.AttemptId attempt() {
            return how.id();
        }
    }
}
