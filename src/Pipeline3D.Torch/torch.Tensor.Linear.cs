using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Matrix product, batched over leading dimensions.</summary>
        public Tensor matmul(Tensor target) => Operators.One("matmul", "", this, target);

        /// <summary>Product of two matrices.</summary>
        public Tensor mm(Tensor target) => Operators.One("mm", "", this, target);

        /// <summary>Products of two batches of matrices.</summary>
        public Tensor bmm(Tensor batch2) => Operators.One("bmm", "", this, batch2);

        /// <summary>Matrix times vector.</summary>
        public Tensor mv(Tensor target) => Operators.One("mv", "", this, target);

        /// <summary>Scalar product of two vectors.</summary>
        public Tensor dot(Tensor target) => Operators.One("dot", "", this, target);

        /// <summary>beta this + alpha mat1 mat2.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Operators.One("addmm", "", this, mat1, mat2, (double)beta, (double)alpha);

        /// <summary>beta this + alpha batch1 batch2, by batch.</summary>
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Operators.One("baddbmm", "", this, batch1, batch2, (double)beta, (double)alpha);

        /// <summary>Distances between the rows of this [.., p, m] and of x2 [.., r, m]: [.., p, r].</summary>
        public Tensor cdist(Tensor x2, double p = 2.0) => Operators.One("cdist", "", this, x2, p, Argument.None);
    }
}
