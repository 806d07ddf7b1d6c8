/** What operators start: the images, and the deployment that compose.yaml makes of them. */
@NullMarked
package chad.images;

import org.jspecify.annotations.NullMarked;
