namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Sum with alpha times the other.</summary>
    public static Tensor add(Tensor input, Tensor other, Scalar? alpha = null) => input.add(other, alpha);

    /// <summary>Sum with alpha times a number.</summary>
    public static Tensor add(Tensor input, Scalar other, Scalar? alpha = null) => input.add(other, alpha);

    /// <summary>Sum with alpha times the other, in place.</summary>
    public static Tensor add_(Tensor input, Tensor other, Scalar? alpha = null) => input.add_(other, alpha);

    /// <summary>Sum with alpha times a number, in place.</summary>
    public static Tensor add_(Tensor input, Scalar other, Scalar? alpha = null) => input.add_(other, alpha);

    /// <summary>Difference to alpha times the other.</summary>
    public static Tensor sub(Tensor input, Tensor other, Scalar? alpha = null) => input.sub(other, alpha);

    /// <summary>Difference to alpha times a number.</summary>
    public static Tensor sub(Tensor input, Scalar other, Scalar? alpha = null) => input.sub(other, alpha);

    /// <summary>Difference to alpha times the other, in place.</summary>
    public static Tensor sub_(Tensor input, Tensor other, Scalar? alpha = null) => input.sub_(other, alpha);

    /// <summary>Difference to alpha times a number, in place.</summary>
    public static Tensor sub_(Tensor input, Scalar other, Scalar? alpha = null) => input.sub_(other, alpha);

    /// <summary>Product with another tensor, element by element.</summary>
    public static Tensor mul(Tensor input, Tensor other) => input.mul(other);

    /// <summary>Product with another tensor, in place.</summary>
    public static Tensor mul_(Tensor input, Tensor other) => input.mul_(other);

    /// <summary>Product with a number, element by element.</summary>
    public static Tensor mul(Tensor input, Scalar other) => input.mul(other);

    /// <summary>Product with a number, in place.</summary>
    public static Tensor mul_(Tensor input, Scalar other) => input.mul_(other);

    /// <summary>Quotient by another tensor, element by element.</summary>
    public static Tensor div(Tensor input, Tensor other) => input.div(other);

    /// <summary>Quotient by another tensor, in place.</summary>
    public static Tensor div_(Tensor input, Tensor other) => input.div_(other);

    /// <summary>Quotient by a number, element by element.</summary>
    public static Tensor div(Tensor input, Scalar other) => input.div(other);

    /// <summary>Quotient by a number, in place.</summary>
    public static Tensor div_(Tensor input, Scalar other) => input.div_(other);

    /// <summary>Rounded-down quotient.</summary>
    public static Tensor floor_divide(Tensor input, Tensor other) => input.floor_divide(other);

    /// <summary>Rounded-down quotient by a number.</summary>
    public static Tensor floor_divide(Tensor input, Scalar other) => input.floor_divide(other);

    /// <summary>Remainder with the sign of the divisor.</summary>
    public static Tensor remainder(Tensor input, Tensor other) => input.remainder(other);

    /// <summary>Remainder with the sign of the divisor.</summary>
    public static Tensor remainder(Tensor input, Scalar other) => input.remainder(other);

    /// <summary>Elements raised to the other's elements.</summary>
    public static Tensor pow(Tensor input, Tensor exponent) => input.pow(exponent);

    /// <summary>Elements raised to a number.</summary>
    public static Tensor pow(Tensor input, Scalar exponent) => input.pow(exponent);

    /// <summary>This plus value times the product of two others.</summary>
    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value = null) =>
        input.addcmul(tensor1, tensor2, value);

    /// <summary>This plus value times the product of two others, in place.</summary>
    public static Tensor addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value = null) =>
        input.addcmul_(tensor1, tensor2, value);

    /// <summary>This plus value times the quotient of two others, in place.</summary>
    public static Tensor addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value = null) =>
        input.addcdiv_(tensor1, tensor2, value);

    /// <summary>Between this and end: this + weight (end - this).</summary>
    public static Tensor lerp(Tensor input, Tensor end, Scalar weight) => input.lerp(end, weight);

    /// <summary>Moves towards end by weight, in place.</summary>
    public static Tensor lerp_(Tensor input, Tensor end, Scalar weight) => input.lerp_(end, weight);
}
