using System.Globalization;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Anomalies;

/// <summary>Draws until an anomaly covers as much of a body as it should.</summary>
internal static class AnomalySearch
{
    // Misses on one side after which sizes change, by this factor.
    private const int Patience = 3;
    private const float Step = 1.2f;

    // Beyond it an anomaly is none of the recipe any more.
    private const float MaxStretch = 4;

    /// <summary>Finds a draw.</summary>
    /// <typeparam name="T">A body with an anomaly.</typeparam>
    /// <param name="kind">What to draw.</param>
    /// <param name="body">The body.</param>
    /// <param name="apply">Puts a draw on the body.</param>
    /// <param name="share">Share of the result that is labelled.</param>
    /// <param name="random">Source of all choices.</param>
    /// <param name="rules">The shares, and how often to try.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>What was found; its draw is null, and its problem says why, when no try succeeded.</returns>
    public static AnomalyFound<T> Find<T>(AnomalyKind kind, IAnomalyBody body, Func<AnomalyDraw, T> apply,
        Func<T, double> share, SplitMix64 random, SynthesisRules rules, CancellationToken stop)
    {
        // The followers' recipes have no such rule.
        bool isBounded = kind <= AnomalyKind.Crack;
        float stretch = 1;
        int below = 0, above = 0;
        (double least, double most) = (1, 0);
        for (int attempt = 1; attempt <= rules.Tries; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            AnomalyDraw draw = AnomalyDrawer.Draw(kind, body, random, stretch, rules);
            T made = apply(draw);
            double covered = share(made);
            if (!isBounded || (covered >= rules.MinShare && covered <= rules.MaxShare))
                return new AnomalyFound<T>(draw, made, covered, attempt, stretch, "");
            (least, most) = (Math.Min(least, covered), Math.Max(most, covered));
            if (covered < rules.MinShare && ++below % Patience == 0)
                stretch = Math.Min(MaxStretch, stretch * Step);
            if (covered > rules.MaxShare && ++above % Patience == 0)
                stretch = Math.Max(1 / MaxStretch, stretch / Step);
        }
        return new AnomalyFound<T>(null, default, 0, rules.Tries, stretch, string.Create(CultureInfo.InvariantCulture,
            $"none of {rules.Tries} draws of '{kind.ToString().ToLowerInvariant()}' labels {rules.MinShare:0.##%} to "
            + $"{rules.MaxShare:0.##%} of the points: {below} label less, {above} more, from {least:0.##%} to "
            + $"{most:0.##%}"));
    }
}

/// <summary>An anomaly that was found, or why none was.</summary>
/// <param name="Draw">Its draw; null when none was found.</param>
/// <param name="Made">The body with it.</param>
/// <param name="Share">Share of the points that is labelled.</param>
/// <param name="Tries">How many draws it took.</param>
/// <param name="Stretch">Factor of the recipe's sizes.</param>
/// <param name="Problem">Why none was found; empty when one was.</param>
internal sealed record AnomalyFound<T>(
    AnomalyDraw? Draw, T? Made, double Share, int Tries, float Stretch, string Problem);
