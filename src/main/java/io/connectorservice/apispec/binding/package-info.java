/**
 * Binds an action's payload to the operation that an API description describes.
 */
@NamedInterface("binding")
@NullMarked
package io.connectorservice.apispec.binding;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
