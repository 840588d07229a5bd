using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Detection.Clouds;

namespace Pipeline3D.Detection.PatchCorePointMae;

/// <summary>What <see cref="PatchCorePointMaeMethod"/> learns.</summary>
public sealed class PointMaeBank
{
    private const string BankName = "bank", LengthName = "feature_length", HashName = "weights_sha256";

    internal PointMaeBank(MemoryBank bank, CloudTemplate? template, string weightsHash)
        => (Bank, Template, WeightsHash) = (bank, template, weightsHash);

    /// <summary>Features of normal groups.</summary>
    public MemoryBank Bank { get; }

    /// <summary>SHA-256 of the weights that made them.</summary>
    public string WeightsHash { get; }

    /// <summary>What clouds are laid on; null when they are not.</summary>
    internal CloudTemplate? Template { get; }

    internal void Save(ArtifactWriter file)
    {
        file.Add(BankName, Bank.Rows);
        file.AddText(LengthName, Bank.Rows.Columns.ToString(CultureInfo.InvariantCulture));
        file.AddText(HashName, WeightsHash);
        Template?.Save(file);
    }

    internal static PointMaeBank Load(ArtifactReader file, bool isRegistered)
    {
        int columns = file.Int32(LengthName);
        return columns > 0 ? new PointMaeBank(new MemoryBank(file.Rows(BankName, columns)), isRegistered
            ? CloudTemplate.Load(file) : null, file.Text(HashName))
            : throw file.Error($"{LengthName} is {columns}; learn the model anew");
    }
}
