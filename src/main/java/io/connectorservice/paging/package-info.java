/**
 * Pages of lists, the form in which the API returns every list.
 */
@ApplicationModule(allowedDependencies = { "problem" })
@NullMarked
package io.connectorservice.paging;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
