package io.tailrace.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a component of type {@link java.math.BigDecimal}: it is stored as a whole number, in units of ten to the minus
 * this. With {@code @Scale(2)} the value 12.5 is stored as 1250, compares as a number does, and comes back as 12.50. A
 * value that has more digits after the point, or does not fit into 64 bits, is refused when it is written.
 */
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Scale {
    /** {@return digits after the point, 0 to 18} */
    int value();
}
