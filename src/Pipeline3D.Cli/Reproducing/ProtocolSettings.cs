using Pipeline3D.Core.Options;

namespace Pipeline3D.Cli.Reproducing;

/// <summary>What <c>--set</c> of a reproduction says: to the protocols of its methods, to what runs first, to the
/// pipeline.</summary>
internal static class ProtocolSettings
{
    private const string Run = "run.", Before = "before.", Resamples = "resamples";

    /// <summary>Gives every setting to those that it is for.</summary>
    /// <returns>Overrides of the pipeline itself.</returns>
    /// <exception cref="UsageException">One is no setting, or names nothing.</exception>
    public static IReadOnlyList<string> Apply(IReadOnlyList<string> settings, IReadOnlyList<Protocol> protocols)
    {
        var left = new List<string>();
        foreach (string text in settings)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new UsageException($"--set {text} sets nothing; write NAME=VALUE");
            Apply(text[..equals], text[(equals + 1)..], protocols, left);
        }
        foreach (Protocol protocol in protocols)
            protocol.Complete();
        return left;
    }

    private static void Apply(string name, string value, IReadOnlyList<Protocol> protocols, List<string> left)
    {
        IReadOnlyList<Protocol> meant = protocols;
        string own = name;
        if (protocols.FirstOrDefault(protocol => name.StartsWith($"{protocol.Method.Id}.", StringComparison.Ordinal))
            is { } one)
            (meant, own) = ([one], name[(one.Method.Id.Length + 1)..]);
        if (own.StartsWith(Before, StringComparison.Ordinal))
        {
            Protocol[] first = [.. meant.Where(protocol => protocol.Habits.Before is not null)];
            if (first.Length == 0)
                throw new UsageException($"--set {name}: {Ids(meant)} makes nothing first on {meant[0].Dataset}");
            foreach (Protocol protocol in first)
            {
                protocol.BeforeOverrides.Add($"{own[Before.Length..]}={value}");
                protocol.AddChange($"{own}={value}");
            }
        }
        else if (own.Contains('.', StringComparison.Ordinal) || (ReferenceEquals(meant, protocols) && own == Resamples))
        {
            // Blocks and the section 'run' of the pipeline are for its loader to judge.
            left.Add($"{name}={value}");
            bool isOfRun = name.StartsWith(Run, StringComparison.Ordinal);
            foreach (Protocol protocol in protocols)
            {
                if (isOfRun)
                    protocol.BeforeOverrides.Add($"{name}={value}");
                else if (name != Resamples)
                    protocol.AddChange($"{name}={value}");
            }
        }
        else if (meant.Where(protocol => protocol.TrySet(own, value)).ToArray() is [])
        {
            string[] names = [.. meant.SelectMany(protocol => protocol.Names).Distinct().Order(StringComparer.Ordinal)];
            string near = NearestName.Of(own, names, near: 2) is { } found ? $" Did you mean '{found}'?" : "";
            throw new UsageException($"--set {name}: {Ids(meant)} has no '{own}' on {meant[0].Dataset}.{near} Names: "
                + string.Join(", ", names));
        }
    }

    private static string Ids(IReadOnlyList<Protocol> protocols)
        => string.Join(", ", protocols.Select(protocol => protocol.Method.Id));
}
