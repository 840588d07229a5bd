namespace Pipeline3D.Benchmarks.Peers;

/// <summary>One line of the table: an op of ours beside the same work in other libraries.</summary>
/// <param name="Name">Workload, as the page calls it.</param>
/// <param name="Ops">Arguments of <c>pipeline3d op</c>; several are done one after another and added.</param>
/// <param name="Peers">Arguments of the drivers: script first.</param>
/// <param name="Target">Wanted ratio to the fastest peer; null where none was set.</param>
/// <param name="Limit">What the work must at least move or compute.</param>
/// <param name="HeldBack">What the time goes to beyond that.</param>
internal sealed record PeerRow(
    string Name, string[] Ops, string[] Peers, double? Target, MachineLimit Limit, string HeldBack)
{
    /// <summary>Times are sums over the peers, as where one library draws and another tells what is seen.</summary>
    public bool AddPeers { get; init; }
}

/// <summary>The least that an op must do.</summary>
/// <param name="Bytes">Bytes that it must read and write once.</param>
/// <param name="Flops">Floating-point operations of the plain formula, after what the algorithm leaves out.</param>
internal readonly record struct MachineLimit(double Bytes, double Flops)
{
    /// <summary>Seconds at the measured speed of the machine.</summary>
    public double Seconds(MachineSpeed machine)
        => Math.Max(Bytes / machine.BytesPerSecond, Flops / machine.FlopsPerSecond);
}

/// <summary>What the machine did in the same run.</summary>
/// <param name="BytesPerSecond">Stream triad.</param>
/// <param name="FlopsPerSecond">Large single-precision matrix product.</param>
internal sealed record MachineSpeed(double BytesPerSecond, double FlopsPerSecond);

/// <summary>One measured command.</summary>
/// <param name="Name">Library or op.</param>
/// <param name="Wall">Median seconds.</param>
/// <param name="Cpu">Least processor seconds of all threads.</param>
/// <param name="Extrapolated">Whether it was measured on a part of the work and scaled up.</param>
internal sealed record Timing(string Name, double Wall, double Cpu, bool Extrapolated);
