namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Sum of all elements.</summary>
    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    /// <summary>Sum along dimensions.</summary>
    public static Tensor sum(Tensor input, long[] dim, bool keepdim = false, ScalarType? type = null) =>
        input.sum(dim, keepdim, type);

    /// <summary>Sum along a dimension.</summary>
    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) =>
        input.sum(dim, keepdim, type);

    /// <summary>Mean of all elements.</summary>
    public static Tensor mean(Tensor input, ScalarType? type = null) => input.mean(type);

    /// <summary>Mean along dimensions.</summary>
    public static Tensor mean(Tensor input, long[] dim, bool keepdim = false, ScalarType? type = null) =>
        input.mean(dim, keepdim, type);

    /// <summary>Largest elements along dimensions.</summary>
    public static Tensor amax(Tensor input, long[] dims, bool keepdim = false) => input.amax(dims, keepdim);

    /// <summary>Smallest elements along dimensions.</summary>
    public static Tensor amin(Tensor input, long[] dims, bool keepdim = false) => input.amin(dims, keepdim);

    /// <summary>Largest element.</summary>
    public static Tensor max(Tensor input) => input.max();

    /// <summary>Largest elements along a dimension and their indices.</summary>
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) =>
        input.max(dim, keepdim);

    /// <summary>Smallest element.</summary>
    public static Tensor min(Tensor input) => input.min();

    /// <summary>Smallest elements along a dimension and their indices.</summary>
    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) =>
        input.min(dim, keepdim);

    /// <summary>Index of the largest element in row-major order.</summary>
    public static Tensor argmax(Tensor input) => input.argmax();

    /// <summary>Indices of the largest elements along a dimension.</summary>
    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    /// <summary>Index of the smallest element in row-major order.</summary>
    public static Tensor argmin(Tensor input) => input.argmin();

    /// <summary>Indices of the smallest elements along a dimension.</summary>
    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => input.argmin(dim, keepdim);

    /// <summary>Variance of all elements; unbiased divides by count - 1.</summary>
    public static Tensor var(Tensor input, bool unbiased = true) => input.var(unbiased);

    /// <summary>Variances along a dimension; unbiased divides by count - 1.</summary>
    public static Tensor var(Tensor input, long dim, bool unbiased = true, bool keepdim = false) =>
        input.var(dim, unbiased, keepdim);

    /// <summary>Standard deviation of all elements; unbiased divides by count - 1.</summary>
    public static Tensor std(Tensor input, bool unbiased = true) => input.std(unbiased);

    /// <summary>Standard deviations along a dimension; unbiased divides by count - 1.</summary>
    public static Tensor std(Tensor input, long dim, bool unbiased = true, bool keepdim = false) =>
        input.std(dim, unbiased, keepdim);

    /// <summary>Product of all elements.</summary>
    public static Tensor prod(Tensor input, ScalarType? type = null) => input.prod(type);

    /// <summary>Running sums along a dimension.</summary>
    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);

    /// <summary>Running products along a dimension.</summary>
    public static Tensor cumprod(Tensor input, long dim, ScalarType? type = null) => input.cumprod(dim, type);

    /// <summary>True when all are.</summary>
    public static Tensor all(Tensor input) => input.all();

    /// <summary>True when all are, along a dimension.</summary>
    public static Tensor all(Tensor input, long dim, bool keepdim = false) => input.all(dim, keepdim);

    /// <summary>True when one is.</summary>
    public static Tensor any(Tensor input) => input.any();

    /// <summary>True when one is, along a dimension.</summary>
    public static Tensor any(Tensor input, long dim, bool keepdim = false) => input.any(dim, keepdim);

    /// <summary>p-norm of all elements.</summary>
    public static Tensor norm(Tensor input, float p = 2.0f) => input.norm(p);

    /// <summary>p-norms along a dimension.</summary>
    public static Tensor norm(Tensor input, long dim, bool keepdim = false, float p = 2.0f) =>
        input.norm(dim, keepdim, p);

    /// <summary>log of the sum of exponentials along a dimension.</summary>
    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);

    /// <summary>Median of all elements; the lower of two.</summary>
    public static Tensor median(Tensor input) => input.median();

    /// <summary>The k largest (or smallest) along a dimension and their indices.</summary>
    public static (Tensor values, Tensor indices) topk(
        Tensor input, int k, int dim = -1, bool largest = true, bool sorted = true) =>
        input.topk(k, dim, largest, sorted);

    /// <summary>Elements in order along a dimension and their indices.</summary>
    public static (Tensor Values, Tensor Indices) sort(
        Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        input.sort(dim, descending, stable);

    /// <summary>Indices that would sort along a dimension.</summary>
    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) =>
        input.argsort(dim, descending);

    /// <summary>Counts of the values 0, 1, ...</summary>
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) =>
        input.bincount(weights, minlength);
}
