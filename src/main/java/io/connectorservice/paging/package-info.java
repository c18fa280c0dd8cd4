/**
 * Pages of lists, as every list of the API is answered.
 */
@ApplicationModule(allowedDependencies = { "problem" })
@NullMarked
package io.connectorservice.paging;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
