using System.CommandLine;
using Pipeline3D.Cli.Ops;
using Pipeline3D.Cli.Terminal;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d op NAME</c>: every kernel over .npy files, to hold it against another library.</summary>
internal static class OpCommand
{
    public static Command Make(CliConsole console) => new("op", "Run one kernel over .npy files.")
    {
        SamplingOps.Fps(console),
        NeighbourOps.Knn(console),
        NeighbourOps.Radius(console),
        SurfaceOps.Plane(console),
        SurfaceOps.Clusters(console),
        SurfaceOps.NormalsOp(console),
        SurfaceOps.FpfhOp(console),
        ViewsOp.Make(console),
        ViewScoresOp.Make(console),
        MapOps.Interpolate(console),
        SamplingOps.CoresetOp(console),
        NeighbourOps.Nearest(console),
        MapOps.Metrics(console),
        ReadOp.Make(console),
        ThreeDStOp.Make(console),
    };
}
