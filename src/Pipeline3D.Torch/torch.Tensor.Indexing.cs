using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Slices of a dimension by indices [count]; backward adds up repeated ones.</summary>
        public Tensor index_select(long dim, Tensor index) => Operators.One("index_select", "", this, dim, index);

        /// <summary>Elements along a dimension by an index tensor of the result's shape.</summary>
        public Tensor gather(long dim, Tensor index) => Operators.One("gather", "", this, dim, index);

        /// <summary>Adds the slices of source at indices along a dimension.</summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Operators.One("index_add", "", this, dim, index, source, alpha);

        /// <summary>Adds the slices of source at indices along a dimension, in place.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Operators.InPlace(this, "index_add_", "", this, dim, index, source, alpha);

        /// <summary>Replaces the slices at indices along a dimension, in place.</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source) =>
            Operators.InPlace(this, "index_copy_", "", this, dim, index, source);

        /// <summary>Writes elements of src along a dimension by an index tensor.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src) =>
            Operators.One("scatter", "src", this, dim, index, src);

        /// <summary>Writes elements of src along a dimension by an index tensor, in place.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src) =>
            Operators.InPlace(this, "scatter_", "src", this, dim, index, src);

        /// <summary>Adds elements of src along a dimension by an index tensor.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src) =>
            Operators.One("scatter_add", "", this, dim, index, src);

        /// <summary>Adds elements of src along a dimension by an index tensor, in place.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) =>
            Operators.InPlace(this, "scatter_add_", "", this, dim, index, src);

        /// <summary>Elements by row-major index.</summary>
        public Tensor take(Tensor index) => Operators.One("take", "", this, index);

        /// <summary>Elements by index tensors, one for each leading dimension; null takes all.</summary>
        public Tensor index(params Tensor?[] indices) => Operators.One("index", "Tensor", this, indices);

        /// <summary>Writes at index tensors, one for each leading dimension, in place; accumulate adds.</summary>
        public Tensor index_put_(Tensor value, Tensor?[] indices, bool accumulate = false) =>
            Operators.InPlace(this, "index_put_", "", this, indices, value, accumulate);
    }
}
