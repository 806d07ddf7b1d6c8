package chad.ide.ledger;

/** The service's database can't be read or written at this moment: locked, full, unreadable. */
public final class LedgerUnavailableException extends RuntimeException {

    private final String reason;

    LedgerUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** In words for the operator: what happened, and what to do. */
    public String reason() {
        return reason;
    }
}
