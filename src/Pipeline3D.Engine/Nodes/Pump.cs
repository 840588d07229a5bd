namespace Pipeline3D.Engine.Nodes;

/// <summary>Has something done by one caller at a time; whoever asks meanwhile has it done once more.</summary>
/// <remarks>Nobody waits: the second caller leaves its wish with the first.</remarks>
internal sealed class Pump
{
    private readonly Action _work;
    private int _asked;

    /// <param name="work">What is done; it must not throw.</param>
    public Pump(Action work) => (_work, Runner) = (work, Run);

    /// <summary><see cref="Run"/> as a delegate, made once.</summary>
    public Action Runner { get; }

    public void Run()
    {
        if (Interlocked.Increment(ref _asked) != 1)
            return;
        int seen;
        do
        {
            seen = Volatile.Read(ref _asked);
            _work();
        }
        while (Interlocked.CompareExchange(ref _asked, 0, seen) != seen);
    }
}
