package chad.ide.schedules;

import java.util.Optional;
import java.util.function.Function;

/** Who deals with firings once they are decided. */
interface FiringAttendant {

    /**
     * Begins with what waits and may be tried now.
     *
     * @param schedules by name, as they are at this moment
     */
    void attend(Function<String, Optional<Schedule>> schedules);

    /** Looks where the runs of firings stand. */
    void follow();

    /** Begins with nothing more. */
    void stop();
}
