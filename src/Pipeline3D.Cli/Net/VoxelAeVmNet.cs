using Pipeline3D.Data.Formats;
using Pipeline3D.Detection.VariationModel;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.Stages;
using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Cli.Net;

/// <summary>The auto-encoder of voxels or depth pictures, and the variation model.</summary>
[NetGroup("voxel_ae_vm", Summary = "Auto-encoder of voxels with weighted errors and gradients, and the variation "
    + "model.")]
internal sealed class VoxelAeVmNet : NetGroup
{
    private const string Stages = "e";

    public override IReadOnlyList<NetNeed> Needs { get; } =
    [
        new("voxels", "input [b, channels, ...]: volumes or pictures; above 0 is occupied"),
        new("params", "input: stages e1, e2, ..., then fe, fd, trans_1, trans_2, ..., in their layout"),
        new("vm_train, vm_test", "input [n, cells], [m, cells]"),
        new("latent, recon, residual", "output [b, code], [b, channels, ...]"),
        new("weight", "output [b, channels, ...]: what each cell counts"),
        new("loss, loss_plain_mse, grads", "output [1], [1], and of the weighted loss in the layout"),
        new("vm_mean, vm_std, vm_score", "output [cells], [cells], [m, cells]; option vm_eps"),
    ];

    public override void Compute(NetTask task)
    {
        task.RequireOptionsOf("weight", "vm_eps", "note");
        Learnt(task);
        Varied(task);
    }

    private static void Learnt(NetTask task)
    {
        Tensor cells = task.Floats("voxels");
        StagesShape shape = StagesFile.Shape(task, "params", Stages, cells,
            StagesFile.SizeOf(task, "params", "fe.weight", 0));
        FlatLayout layout = StagesNetwork.AddDecoder(StagesNetwork.AddEncoder(new FlatLayout(), shape, Stages), shape);
        FlatTensors tensors = layout.Open(StagesFile.Weights(task, "params", layout), learns: true);
        Tensor code = StagesNetwork.Encode(tensors, cells, shape.Widths.Length, Stages),
            found = StagesNetwork.Decode(tensors, code, shape), weights = OccupancyLoss.Weights(cells),
            loss = OccupancyLoss.Of(found, cells, weights);
        task.Write("latent", code);
        task.Write("recon", found);
        task.Write("weight", weights);
        task.Write("residual", (found - cells).abs());
        task.Write("loss", loss.view(1));
        task.Write("loss_plain_mse", nn.functional.mse_loss(found, cells).view(1));
        var gradient = new float[layout.Count];
        tensors.Differentiate(new BackwardGuard(), loss, gradient);
        FlatParameters.Write(task, "grads", layout, gradient);
    }

    private static void Varied(NetTask task)
    {
        NpyArray train = task.Array("vm_train"), test = task.Array("vm_test");
        if (train.Shape is not [_, var cells] || test.Shape is not [var count, var same] || same != cells)
            throw task.Error("'vm_train' and 'vm_test' must be lists of samples with as many cells");
        var statistics = new CellStatistics(cells);
        foreach (float[] sample in train.To<float>().Chunk(cells))
            statistics.Add(sample);
        float[] mean = statistics.Mean(), deviation = statistics.Deviation();
        task.Write("vm_mean", mean, cells);
        task.Write("vm_std", deviation, cells);
        task.Write("vm_score", [.. test.To<float>().Chunk(cells).SelectMany(sample => CellStatistics.Score(sample, mean,
            deviation, task.Number("vm_eps")))], count, cells);
    }
}
