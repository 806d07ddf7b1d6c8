/**
 * Whether the four programs can become native executables, found out on a JVM: from what Quarkus writes for native-image,
 * and from the very jars that native-image would be given, run under a watch.
 */
@NullMarked
package chad.nativecheck;

import org.jspecify.annotations.NullMarked;
