package io.connectorservice.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code JsonNode} argument that receives the request body after it was checked
 * against a JSON Schema.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface JsonBody {

	/** The schema's path on the class path. */
	String schema();

	/** Size limit such as 64KB; empty for {@code connector.body-limits.other}. */
	String maxSize() default "";

	/**
	 * Whether there must be a body. An optional one that is missing counts as an empty
	 * object, and no header has to describe it.
	 */
	boolean required() default true;

}
