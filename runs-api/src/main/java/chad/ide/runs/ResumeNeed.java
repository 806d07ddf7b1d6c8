package chad.ide.runs;

/**
 * Why a run that no process executes could go on.
 *
 * @param mark tells this need from the next one of the same run: the time at which it came up
 */
public record ResumeNeed(Cause cause, long mark) {

    /** What let it. */
    public enum Cause {
        /** A timer, the time limit of a wait, or the model's quota is due. */
        DUE,
        /** A gate was approved, or a question answered. */
        DECIDED,
        /** A gate was denied, and the run has not been told yet. */
        DENIED,
        /** The signal that it waited for came. */
        SIGNALLED,
        /** It was rewound. */
        REWOUND
    }
}
