using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core;

namespace Pipeline3D.Blocks;

/// <summary>One trainer per category with the fingerprint of what it was given.</summary>
internal sealed class CategoryFits<TTrainer> where TTrainer : class
{
    private readonly SortedDictionary<string, (TTrainer Trainer, IncrementalHash Hash, int Scans)> _fits = new(
        StringComparer.Ordinal);

    /// <summary>The trainer for an item; made when it is the first of its category.</summary>
    public TTrainer For(BlockContext context, Func<TTrainer> make) => _fits.TryGetValue(context.Item.Category,
        out var fit)
        ? fit.Trainer : Add(context.Item.Category, make());

    /// <summary>Notes what a trainer was given, for the fingerprint.</summary>
    public void Took(BlockContext context, params ReadOnlySpan<ReadOnlyMemory<float>> values)
    {
        (TTrainer trainer, IncrementalHash hash, int scans) = _fits[context.Item.Category];
        hash.AppendData(Encoding.UTF8.GetBytes(context.Item.Path));
        foreach (ReadOnlyMemory<float> part in values)
            hash.AppendData(MemoryMarshal.AsBytes(part.Span));
        _fits[context.Item.Category] = (trainer, hash, scans + 1);
    }

    /// <summary>Makes the models; facts about each go to the manifest.</summary>
    /// <remarks>A category whose scans could all not be used has no model, which the other categories need not pay
    /// for.</remarks>
    public ModelSet Complete(RunContext run, Func<TTrainer, string, CategoryModel> complete)
    {
        if (_fits.Values.All(fit => fit.Scans == 0))
            throw new InvalidOperationException(
                "no normal scan arrived, so there is nothing to learn from; look at the dead letters of the training "
                    + "scans");
        var models = ImmutableSortedDictionary.CreateBuilder<string, CategoryModel>(StringComparer.Ordinal);
        foreach ((string category, (TTrainer trainer, IncrementalHash hash, int scans)) in _fits)
        {
            if (scans == 0)
            {
                run.AddRemark($"{category}: no training scan could be used, so it has no model; look at its dead "
                    + "letters");
                hash.Dispose();
                continue;
            }
            string fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset());
            hash.Dispose();
            CategoryModel model = complete(trainer, fingerprint);
            models[category] = model;
            run.AddFact($"model.{category}.training_hash", fingerprint);
            run.AddFact($"model.{category}.training_scans", scans.ToString(CultureInfo.InvariantCulture));
            if (model.BankRows > 0)
                run.AddFact($"model.{category}.bank_rows", model.BankRows.ToString(CultureInfo.InvariantCulture));
        }
        return new ModelSet(models.ToImmutable());
    }

    private TTrainer Add(string category, TTrainer trainer)
    {
        _fits[category] = (trainer, IncrementalHash.CreateHash(HashAlgorithmName.SHA256), 0);
        return trainer;
    }
}
