using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum of all elements.</summary>
        public Tensor sum(ScalarType? type = null) => Operators.One("sum", "", this, type);

        /// <summary>Sum along dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Operators.One("sum", "dim", this, dim, keepdim, type);

        /// <summary>Sum along a dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Operators.One("sum", "dim_IntList", this, Argument.List(dim), keepdim, type);

        /// <summary>Mean of all elements.</summary>
        public Tensor mean(ScalarType? type = null) => Operators.One("mean", "", this, type);

        /// <summary>Mean along dimensions.</summary>
        public Tensor mean(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Operators.One("mean", "dim", this, dim, keepdim, type);

        /// <summary>Largest elements along dimensions.</summary>
        public Tensor amax(long[] dims, bool keepdim = false) => Operators.One("amax", "", this, dims, keepdim);

        /// <summary>Smallest elements along dimensions.</summary>
        public Tensor amin(long[] dims, bool keepdim = false) => Operators.One("amin", "", this, dims, keepdim);

        /// <summary>Largest element.</summary>
        public Tensor max() => Operators.One("max", "", this);

        /// <summary>Largest elements along a dimension and their indices.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Pair(Operators.Many("max", "dim", this, dim, keepdim));

        /// <summary>Smallest element.</summary>
        public Tensor min() => Operators.One("min", "", this);

        /// <summary>Smallest elements along a dimension and their indices.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Pair(Operators.Many("min", "dim", this, dim, keepdim));

        /// <summary>Index of the largest element in row-major order.</summary>
        public Tensor argmax() => Operators.One("argmax", "", this);

        /// <summary>Indices of the largest elements along a dimension.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Operators.One("argmax", "", this, dim, keepdim);

        /// <summary>Index of the smallest element in row-major order.</summary>
        public Tensor argmin() => Operators.One("argmin", "", this);

        /// <summary>Indices of the smallest elements along a dimension.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => Operators.One("argmin", "", this, dim, keepdim);

        /// <summary>Variance of all elements; unbiased divides by count - 1.</summary>
        public Tensor var(bool unbiased = true) => Operators.One("var", "", this, unbiased);

        /// <summary>Variances along a dimension; unbiased divides by count - 1.</summary>
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false) =>
            Operators.One("var", "dim", this, Argument.List(dim), unbiased, keepdim);

        /// <summary>Standard deviation of all elements; unbiased divides by count - 1.</summary>
        public Tensor std(bool unbiased = true) => Operators.One("std", "", this, unbiased);

        /// <summary>Standard deviations along a dimension; unbiased divides by count - 1.</summary>
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false) =>
            Operators.One("std", "dim", this, Argument.List(dim), unbiased, keepdim);

        /// <summary>Product of all elements.</summary>
        public Tensor prod(ScalarType? type = null) => Operators.One("prod", "", this, type);

        /// <summary>Running sums along a dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) => Operators.One("cumsum", "", this, dim, type);

        /// <summary>Running products along a dimension.</summary>
        public Tensor cumprod(long dim, ScalarType? type = null) => Operators.One("cumprod", "", this, dim, type);

        /// <summary>True when all are.</summary>
        public Tensor all() => Operators.One("all", "", this);

        /// <summary>True when all are, along a dimension.</summary>
        public Tensor all(long dim, bool keepdim = false) => Operators.One("all", "dim", this, dim, keepdim);

        /// <summary>True when one is.</summary>
        public Tensor any() => Operators.One("any", "", this);

        /// <summary>True when one is, along a dimension.</summary>
        public Tensor any(long dim, bool keepdim = false) => Operators.One("any", "dim", this, dim, keepdim);

        /// <summary>p-norm of all elements.</summary>
        public Tensor norm(float p = 2.0f) => Operators.One("norm", "Scalar", this, (double)p);

        /// <summary>p-norms along a dimension.</summary>
        public Tensor norm(long dim, bool keepdim = false, float p = 2.0f) =>
            Operators.One("norm", "ScalarOpt_dim", this, (double)p, Argument.List(dim), keepdim);

        /// <summary>log of the sum of exponentials along a dimension.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false) =>
            Operators.One("logsumexp", "", this, Argument.List(dim), keepdim);

        /// <summary>Median of all elements; the lower of two.</summary>
        public Tensor median() => Operators.One("median", "", this);

        /// <summary>The k largest (or smallest) along a dimension and their indices.</summary>
        public (Tensor values, Tensor indices) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Pair(Operators.Many("topk", "", this, k, dim, largest, sorted));

        /// <summary>Elements in order along a dimension and their indices.</summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Pair(Operators.Many("sort", "stable", this, stable, dim, descending));

        /// <summary>Indices that would sort along a dimension.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) =>
            Operators.One("argsort", "", this, dim, descending);

        /// <summary>Counts of the values 0, 1, ...</summary>
        public Tensor bincount(Tensor? weights = null, long minlength = 0) =>
            Operators.One("bincount", "", this, weights, minlength);
    }
}
