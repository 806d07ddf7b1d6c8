package chad.ide.usage;

import chad.ide.runs.Usage;

/**
 * A report of tokens, and which run it is of.
 *
 * @param seq of its event
 * @param atMs when it was reported, epoch milliseconds
 * @param workflow as the list of runs names it
 */
record UsageLine(String runId, long seq, long atMs, String store, String workflow, Usage.Report report) {}
