using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum with alpha times the other.</summary>
        public Tensor add(Tensor other, Scalar? alpha = null) =>
            Operators.One("add", "Tensor", this, other, alpha ?? 1);

        /// <summary>Sum with alpha times a number.</summary>
        public Tensor add(Scalar other, Scalar? alpha = null) =>
            Operators.One("add", "Scalar", this, other, alpha ?? 1);

        /// <summary>Sum with alpha times the other, in place.</summary>
        public Tensor add_(Tensor other, Scalar? alpha = null) =>
            Operators.InPlace(this, "add_", "Tensor", this, other, alpha ?? 1);

        /// <summary>Sum with alpha times a number, in place.</summary>
        public Tensor add_(Scalar other, Scalar? alpha = null) =>
            Operators.InPlace(this, "add_", "Scalar", this, other, alpha ?? 1);

        /// <summary>Difference to alpha times the other.</summary>
        public Tensor sub(Tensor other, Scalar? alpha = null) =>
            Operators.One("sub", "Tensor", this, other, alpha ?? 1);

        /// <summary>Difference to alpha times a number.</summary>
        public Tensor sub(Scalar other, Scalar? alpha = null) =>
            Operators.One("sub", "Scalar", this, other, alpha ?? 1);

        /// <summary>Difference to alpha times the other, in place.</summary>
        public Tensor sub_(Tensor other, Scalar? alpha = null) =>
            Operators.InPlace(this, "sub_", "Tensor", this, other, alpha ?? 1);

        /// <summary>Difference to alpha times a number, in place.</summary>
        public Tensor sub_(Scalar other, Scalar? alpha = null) =>
            Operators.InPlace(this, "sub_", "Scalar", this, other, alpha ?? 1);

        /// <summary>Product with another tensor, element by element.</summary>
        public Tensor mul(Tensor other) => Operators.One("mul", "Tensor", this, other);

        /// <summary>Product with another tensor, in place.</summary>
        public Tensor mul_(Tensor other) => Operators.InPlace(this, "mul_", "Tensor", this, other);

        /// <summary>Product with a number, element by element.</summary>
        public Tensor mul(Scalar other) => Operators.One("mul", "Scalar", this, other);

        /// <summary>Product with a number, in place.</summary>
        public Tensor mul_(Scalar other) => Operators.InPlace(this, "mul_", "Scalar", this, other);

        /// <summary>Quotient by another tensor, element by element.</summary>
        public Tensor div(Tensor other) => Operators.One("div", "Tensor", this, other);

        /// <summary>Quotient by another tensor, in place.</summary>
        public Tensor div_(Tensor other) => Operators.InPlace(this, "div_", "Tensor", this, other);

        /// <summary>Quotient by a number, element by element.</summary>
        public Tensor div(Scalar other) => Operators.One("div", "Scalar", this, other);

        /// <summary>Quotient by a number, in place.</summary>
        public Tensor div_(Scalar other) => Operators.InPlace(this, "div_", "Scalar", this, other);

        /// <summary>Rounded-down quotient.</summary>
        public Tensor floor_divide(Tensor other) => Operators.One("floor_divide", "", this, other);

        /// <summary>Rounded-down quotient by a number.</summary>
        public Tensor floor_divide(Scalar other) => Operators.One("floor_divide", "Scalar", this, other);

        /// <summary>Remainder with the sign of the divisor.</summary>
        public Tensor remainder(Tensor other) => Operators.One("remainder", "Tensor", this, other);

        /// <summary>Remainder with the sign of the divisor.</summary>
        public Tensor remainder(Scalar other) => Operators.One("remainder", "Scalar", this, other);

        /// <summary>Elements raised to the other's elements.</summary>
        public Tensor pow(Tensor exponent) => Operators.One("pow", "Tensor_Tensor", this, exponent);

        /// <summary>Elements raised to a number.</summary>
        public Tensor pow(Scalar exponent) => Operators.One("pow", "Tensor_Scalar", this, exponent);

        /// <summary>This plus value times the product of two others.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar? value = null) =>
            Operators.One("addcmul", "", this, tensor1, tensor2, value ?? 1);

        /// <summary>This plus value times the product of two others, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar? value = null) =>
            Operators.InPlace(this, "addcmul_", "", this, tensor1, tensor2, value ?? 1);

        /// <summary>This plus value times the quotient of two others, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar? value = null) =>
            Operators.InPlace(this, "addcdiv_", "", this, tensor1, tensor2, value ?? 1);

        /// <summary>Between this and end: this + weight (end - this).</summary>
        public Tensor lerp(Tensor end, Scalar weight) => Operators.One("lerp", "Scalar", this, end, weight);

        /// <summary>Moves towards end by weight, in place.</summary>
        public Tensor lerp_(Tensor end, Scalar weight) => Operators.InPlace(this, "lerp_", "Scalar", this, end, weight);
    }
}
