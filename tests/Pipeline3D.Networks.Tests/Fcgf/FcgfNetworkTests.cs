using System.Numerics;
using Pipeline3D.Geometry;
using Pipeline3D.Networks.Fcgf;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Tests.Fcgf;

/// <summary>The sparse U-Net held against dense convolutions and plain loops.</summary>
public sealed class FcgfNetworkTests : NeedsTorch
{
    private static readonly FcgfShape Small = new() { Down = [3, 4, 5, 6], Up = [4, 4, 5, 5], FirstKernel = 3, Outputs = 7 };

    [Fact]
    public void Layout_AsPublished_HasTheFieldsNumbers()
    {
        FlatLayout layout = FcgfNetwork.Layout(new FcgfShape());
        Assert.Equal([125L, 1, 32], layout["conv1.kernel"].Shape);
        Assert.Equal([27L, 256, 128], layout["conv4_tr.kernel"].Shape);
        Assert.Equal([1L, 96, 64], layout["conv1_tr.kernel"].Shape);
        // Kernels, and scale, shift, mean and variance of each norm.
        long Stage(int cells, int from, int to) => ((cells * from) + (2 * 27 * to)) * to + (3 * 4 * to);
        long whole = Stage(125, 1, 32) + Stage(27, 32, 64) + Stage(27, 64, 128) + Stage(27, 128, 256)
            + Stage(27, 256, 128) + Stage(27, 256, 64) + Stage(27, 128, 64) + (96 * 64) + (64 * 32) + 32;
        Assert.Equal(whole, layout.Count);
    }

    [Fact]
    public void Run_WholeBlockOfVoxels_IsTheDenseNetwork()
    {
        // Every voxel of a block of 8 x 8 x 8 is occupied, so a dense network with zeros around gives the same.
        var cloud = new PointCloud(512);
        for (int i = 0; i < 512; i++)
            cloud[i] = new Vector3((i % 8) + 0.5f, (i / 8 % 8) + 0.5f, (i / 64) + 0.5f);
        SparseVoxels voxels = SparseVoxels.Of(cloud, 1, Small.FirstKernel);
        float[] weights = Weights(5);
        FlatTensors tensors = FcgfNetwork.Layout(Small).Open(weights, learns: false);
        float[] found = Tensors.ToFloats(FcgfNetwork.Run(Small, tensors, voxels));
        float[] dense = Tensors.ToFloats(Dense(tensors).reshape(7, -1).t());
        for (int i = 0; i < found.Length; i++)
            Assert.Equal(dense[i], found[i], 1e-5f);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Run_CloudMovedByWholeCoarseVoxels_IsDescribedTheSame(int seed)
    {
        PointCloud cloud = Surface(seed), moved = new(cloud.Count);
        for (int i = 0; i < cloud.Count; i++)
            moved[i] = cloud[i] + new Vector3(16, -8, 24);
        float[] weights = Weights(seed), here = Run(weights, cloud), there = Run(weights, moved);
        for (int i = 0; i < here.Length; i++)
            Assert.Equal(here[i], there[i], 1e-5f);
        for (int row = 0; row < here.Length; row += 7)
            Assert.Equal(1, Math.Sqrt(here.AsSpan(row, 7).ToArray().Sum(value => (double)value * value)), 1e-4);
    }

    [Fact]
    public void Of_Points_FirstPointsAndVoxelsBelongTogether()
    {
        PointCloud cloud = Surface(4);
        SparseVoxels voxels = SparseVoxels.Of(cloud, 1.5, 3);
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 first = cloud[voxels.FirstPoint[voxels.VoxelOf[i]]];
            Assert.Equal(Math.Floor(first.X / 1.5), Math.Floor(cloud[i].X / 1.5));
            Assert.Equal(Math.Floor(first.Z / 1.5), Math.Floor(cloud[i].Z / 1.5));
        }
        Assert.Equal(voxels.FirstPoint.Length, voxels.VoxelOf.Distinct().Count());
    }

    [Fact]
    public void Of_WhatHasNoVoxels_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => SparseVoxels.Of(new PointCloud(0), 1, 3));
        Assert.Throws<ArgumentException>(() => SparseVoxels.Of(Surface(1), 0, 3));
        var far = new PointCloud(1) { [0] = new Vector3(1e9f, 0, 0) };
        Assert.Contains("from the origin", Assert.Throws<ArgumentException>(() => SparseVoxels.Of(far, 1, 3)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Loss_OfDescriptors_IsThatOfPlainLoops()
    {
        const int count = 9;
        var random = new Random(3);
        float[] left = Draw(), right = Draw();
        var near = new bool[count * count];
        for (int i = 0; i < near.Length; i++)
            near[i] = i / count == i % count || random.Next(5) == 0;
        double expected = 0;
        for (int i = 0; i < count; i++)
        {
            double nearest = double.MaxValue, other = double.MaxValue;
            for (int j = 0; j < count; j++)
            {
                nearest = near[(i * count) + j] ? nearest : Math.Min(nearest, Apart(i, j));
                other = near[(j * count) + i] ? other : Math.Min(other, Apart(j, i));
            }
            expected += Square(Apart(i, i) - 0.1) + (0.5 * Square(1.4 - nearest)) + (0.5 * Square(1.4 - other));
        }
        float found = HardestContrast.Loss(Tensors.From(left, count, 4), Tensors.From(right, count, 4), near)
            .item<float>();
        Assert.Equal(expected / count, found, 1e-4);

        float[] Draw() => [.. Enumerable.Range(0, 4 * count).Select(_ => (float)random.NextDouble() - 0.5f)];
        double Apart(int i, int j) => Math.Sqrt(Enumerable.Range(0, 4).Sum(k => Math.Pow(left[(4 * i) + k]
            - (double)right[(4 * j) + k], 2)));
        static double Square(double value) => value > 0 ? value * value : 0;
    }

    [Fact]
    public void Differentiate_Loss_IsTheFiniteDifference()
    {
        SparseVoxels voxels = SparseVoxels.Of(Surface(7, 60), 1, Small.FirstKernel);
        FlatLayout layout = FcgfNetwork.Layout(Small);
        float[] weights = Weights(7), gradient = new float[layout.Count];
        FlatTensors tensors = layout.Open(weights, learns: true, keepsNorms: true);
        tensors.Differentiate(new BackwardGuard(), Sum(tensors), gradient);
        foreach (string name in new[] { "conv1.kernel", "conv3.kernel", "conv4_tr.kernel", "block2_tr.conv1.kernel",
            "norm2.bn.bias", "final.bias" })
        {
            // The largest entry: below it, single precision leaves too few digits.
            Span<float> part = layout[name].Of(gradient.AsSpan());
            int at = layout[name].Start + Enumerable.Range(0, part.Length).MaxBy(Largest(part.ToArray()));
            const float step = 2e-3f;
            double above = At(at, step), below = At(at, -step);
            Assert.Equal(gradient[at], (above - below) / (2 * step), Math.Max(0.03 * Math.Abs(gradient[at]), 3e-3));
        }

        Tensor Sum(FlatTensors of)
        {
            Tensor found = FcgfNetwork.Run(Small, of, voxels);
            return (found * found.cumsum(0)).mean();
        }

        double At(int place, float step)
        {
            float[] moved = [.. weights];
            moved[place] += step;
            return Sum(layout.Open(moved, learns: false)).item<float>();
        }

        static Func<int, float> Largest(float[] part) => i => Math.Abs(part[i]);
    }

    [Fact]
    public void Require_SizesThatAreNone_AreRefused()
    {
        Assert.Contains("first_kernel is 4", Assert.Throws<ArgumentException>(() => FcgfNetwork.Layout(new FcgfShape
        {
            FirstKernel = 4,
        })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FcgfNetwork.Layout(new FcgfShape { Down = [1, 2] }));
    }

    private static float[] Run(float[] weights, PointCloud cloud)
        => Tensors.ToFloats(FcgfNetwork.Run(Small, FcgfNetwork.Layout(Small).Open(weights, learns: false),
            SparseVoxels.Of(cloud, 1, Small.FirstKernel)));

    private static float[] Weights(int seed)
    {
        float[] weights = FcgfNetwork.Start(Small, seed);
        // Running statistics and scales that are not 0 and 1.
        var random = new Random(seed);
        foreach (FlatPart part in FcgfNetwork.Layout(Small).Parts.Where(part => part.Shape.Length == 1))
            foreach (ref float number in part.Of(weights.AsSpan()))
                number += 0.3f * (float)random.NextDouble();
        return weights;
    }

    private static PointCloud Surface(int seed, int count = 200)
    {
        var random = new Random(seed);
        var cloud = new PointCloud(count);
        for (int i = 0; i < count; i++)
        {
            float x = (float)random.NextDouble() * 9, y = (float)random.NextDouble() * 9;
            cloud[i] = new Vector3(x, y, 3 * MathF.Sin(x));
        }
        return cloud;
    }

    private static Tensor Dense(FlatTensors tensors)
    {
        Tensor values = ones([1, 1, 8, 8, 8]);
        var down = new Tensor[4];
        for (int level = 1; level <= 4; level++)
        {
            values = Norm(Convolve(values, $"conv{level}", level == 1 ? 1 : 2), $"norm{level}");
            down[level - 1] = values = Block(values, $"block{level}");
        }
        for (int level = 4; level > 1; level--)
        {
            Tensor kernel = tensors[$"conv{level}_tr.kernel"];
            values = nn.functional.conv_transpose3d(values, Volume(kernel, isTransposed: true),
                strides: [2, 2, 2], padding: [1, 1, 1], output_padding: [1, 1, 1]);
            values = Block(Norm(values, $"norm{level}_tr"), $"block{level}_tr");
            values = cat([values, down[level - 2]], 1);
        }
        values = Point(values, tensors["conv1_tr.kernel"]).relu();
        values = Point(values, tensors["final.kernel"]) + tensors["final.bias"].reshape(1, -1, 1, 1, 1);
        return nn.functional.normalize(values, dim: 1);

        Tensor Convolve(Tensor given, string name, long stride)
            => nn.functional.conv3d(given, Volume(tensors[$"{name}.kernel"], isTransposed: false),
                strides: [stride, stride, stride], padding: [1, 1, 1]);

        Tensor Norm(Tensor given, string name) => nn.functional.batch_norm(given, tensors[$"{name}.bn.running_mean"],
            tensors[$"{name}.bn.running_var"], tensors[$"{name}.bn.weight"], tensors[$"{name}.bn.bias"]);

        Tensor Block(Tensor given, string name)
        {
            Tensor positive = given.relu(),
                inner = Norm(Convolve(positive, $"{name}.conv1", 1), $"{name}.norm1").relu();
            return (Norm(Convolve(inner, $"{name}.conv2", 1), $"{name}.norm2") + positive).relu();
        }

        static Tensor Point(Tensor given, Tensor kernel)
            => nn.functional.conv3d(given, kernel.squeeze(0).t().reshape(kernel.shape[2], kernel.shape[1], 1, 1, 1));

        // [27, in, out] with x fastest, as [out, in, z, y, x] or [in, out, z, y, x].
        static Tensor Volume(Tensor kernel, bool isTransposed)
        {
            Tensor cube = kernel.reshape(3, 3, 3, kernel.shape[1], kernel.shape[2]);
            return isTransposed ? cube.permute(3, 4, 0, 1, 2) : cube.permute(4, 3, 0, 1, 2);
        }
    }
}
