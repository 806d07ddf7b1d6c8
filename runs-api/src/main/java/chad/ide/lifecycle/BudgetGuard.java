package chad.ide.lifecycle;

import chad.edge.ProblemException;
import chad.ide.engine.RunKey;
import chad.ide.runs.StoredRun;
import java.util.Optional;

/** Whether what models may use and cost lets a run begin or go on. */
public interface BudgetGuard {

    /** @throws ProblemException 409 with the figures when a budget is spent that such a run would use */
    void requireRoom(String workflow);

    /** @throws ProblemException 409 with the figures when a budget of the run is spent */
    void requireRoom(StoredRun run, String workflow);

    /** Whether the run's budgets let it go on now; true when nobody can tell, for then its resume is refused with the reason. */
    boolean hasRoom(RunKey run, String workflow);

    /** Whether a budget keeps the run paused, and nobody has let it go on. */
    boolean isHeld(RunKey run);

    /** Why a run that a budget had paused is to go on; empty when it is not. */
    Optional<String> released(RunKey run);

    /** A process goes on with the run. */
    void goesOn(RunKey run);
}
