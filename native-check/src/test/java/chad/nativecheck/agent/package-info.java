/** What runs inside the program under watch: it sees only the JDK, and its own classes. */
@NullMarked
package chad.nativecheck.agent;

import org.jspecify.annotations.NullMarked;
