using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Data;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clouds;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>One fit per group of scans, with the fingerprint of what it was given.</summary>
internal sealed class GroupFits(MethodOptions options, MethodRunner method) : IDisposable
{
    /// <summary>Samples are kept in memory up to the budget divided by this.</summary>
    public const int ShareOfBudget = 4;

    private readonly SortedDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    // Of every group that a scan came of, usable or not.
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Whether no scan could be used.</summary>
    public bool AreEmpty => _groups.Values.All(group => group.Scans == 0);

    /// <summary>Notes that a scan of a group came, which may still turn out to be of no use.</summary>
    public void Expect(string name) => _names.Add(name);

    /// <summary>Gives a scan to the fit of its group.</summary>
    /// <exception cref="ItemRejectedException">It does not go with those before it.</exception>
    public void Add(string name, PreparedScan input, BlockContext context)
    {
        if (!_groups.TryGetValue(name, out Group? group))
        {
            MethodOptions inForce = InForce(input.Options, context.Run.Seed);
            _groups[name] = group = new Group(inForce, input.Step,
                method.Begin(inForce, context.Run.Folder.In("spill")));
        }
        if (!group.Step.Equals(input.Step))
            throw context.Reject(RejectReason.SizeMismatch,
                $"it was prepared as {input.Step}, those before as {group.Step}");
        try
        {
            long before = group.Fit.HeldBytes;
            RunDevice.Run(context, scope => group.Fit.Add(input.Sample,
                context.Item.Split == "validation" ? Role.Validation : Role.Train,
                (context.Run.Held.Limit / ShareOfBudget) - context.Run.Held.Bytes,
                MethodContexts.Of(context, input.Scan, scope, threads: 0)));
            context.Run.Held.Add(group.Fit.HeldBytes - before);
        }
        catch (ArgumentException cause)
        {
            throw context.Reject(RejectReason.SizeMismatch, cause.Message, cause);
        }
        group.Took(context.Item, input.Scan);
    }

    /// <summary>Makes the models; facts about each go to the manifest.</summary>
    /// <remarks>A group whose scans could all not be used has no model, which the other groups need not pay
    /// for.</remarks>
    public ModelSet Complete(RunContext run, string node, Recipe recipe, CancellationToken stop)
    {
        var models = ImmutableSortedDictionary.CreateBuilder<string, TrainedModel>(StringComparer.Ordinal);
        foreach (string name in _names)
        {
            if (!_groups.TryGetValue(name, out Group? group) || group.Scans == 0)
            {
                run.AddRemark($"{name}: no training scan could be used, so it has no model; look at its dead letters");
                continue;
            }
            string fingerprint = group.Fingerprint();
            var surroundings = new BlockFitRun(run, node, $"{node}-{(name == ModelSet.AllCategories ? "all" : name)}",
                (group.Options as ITrains)?.Epochs)
            {
                TrainingHash = fingerprint, Group = name,
            };
            object model = group.Fit.Complete(surroundings, stop);
            surroundings.Complete();
            long held = group.Fit.HeldBytes;
            group.Fit.Dispose();
            run.Held.Add(-held);
            models[name] = TrainedModel.Of(method, group.Options, model, name, recipe, fingerprint, group.Scans);
            string fact = $"model.{name}.{method.Type.Id}";
            run.AddFact($"{fact}.training_hash", fingerprint);
            run.AddFact($"{fact}.training_scans", group.Scans.ToString(CultureInfo.InvariantCulture));
            if (BankOf(model) is { } bank)
                run.AddFact($"{fact}.bank_rows", bank.Rows.Rows.ToString(CultureInfo.InvariantCulture));
        }
        return new ModelSet(models.ToImmutable());
    }

    public void Dispose()
    {
        foreach (Group group in _groups.Values)
            group.Dispose();
    }

    // How scans were prepared is what their samples say; the rest is the fit's own.
    private MethodOptions InForce(MethodOptions ofSamples, int seed)
    {
        var texts = OptionRecord.Write(options).ToBuilder();
        foreach ((string name, string text) in OptionRecord.Write(ofSamples,
            property => property.IsDefined(typeof(PreparationAttribute), true)))
            if (texts.ContainsKey(name))
                texts[name] = text;
        texts["seed"] = (options.Seed ?? seed).ToString(CultureInfo.InvariantCulture);
        return (MethodOptions)OptionRecord.Read(method.Type.OptionsType, texts.ToImmutable());
    }

    private static MemoryBank? BankOf(object model) => model switch
    {
        MemoryBank bank => bank,
        CloudBank cloud => cloud.Bank,
        _ => null,
    };

    private sealed class Group(MethodOptions options, RecipeStep step, MethodFit fit) : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public MethodOptions Options => options;

        public RecipeStep Step => step;

        public MethodFit Fit => fit;

        public int Scans { get; private set; }

        public void Took(ItemId item, Scan scan)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(item.Path));
            foreach (ReadOnlyMemory<float> part in new[] { scan.Cloud.XMemory, scan.Cloud.YMemory, scan.Cloud.ZMemory })
                _hash.AppendData(MemoryMarshal.AsBytes(part.Span));
            Scans++;
        }

        public string Fingerprint() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public void Dispose()
        {
            fit.Dispose();
            _hash.Dispose();
        }
    }
}
