/**
 * Parts of lists, as every list of the API is answered.
 */
@ApplicationModule(allowedDependencies = "problem")
@NullMarked
package io.connectorservice.listing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
