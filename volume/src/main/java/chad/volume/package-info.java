/**
 * What lies on the shared volume and who may read it how: the model catalog, the prices of models, credentials.json, files that are followed,
 * files that are replaced whole, locks between processes. JDK and Jackson only; what one service alone knows does not move
 * in here, and neither does what needs Quarkus.
 */
@NullMarked
package chad.volume;

import org.jspecify.annotations.NullMarked;
