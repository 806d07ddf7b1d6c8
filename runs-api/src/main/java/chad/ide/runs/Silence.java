package chad.ide.runs;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * That a run's engine process is alive and does not beat. From outside, one that computes without pause and one that
 * hangs look the same: this says what is known, and a person decides.
 *
 * @param sinceAtMs its last sign of life
 * @param pid the process
 * @param says in plain words
 */
public record Silence(
        @Schema(examples = "1795252285000") long sinceAtMs,
        @Schema(examples = "4711") long pid,

        @Schema(
                examples = "Engine process 4711 is alive but has been silent since 04:53:10Z: it is busy or hung; node"
                        + " `evaluate-3` is in flight.")
        String says) {}
