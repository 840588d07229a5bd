using System.Globalization;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Banks;
using Pipeline3D.Geometry.Numerics;

namespace Pipeline3D.Detection.Pictures;

/// <summary>A bank of rows in which what a residual network sees stands beside what the points tell.</summary>
public sealed class PictureBank
{
    private const string BankName = "bank", LengthName = "feature_length", PictureName = "picture_length",
        HashName = "weights_sha256";
    private readonly Lazy<MemoryBank> _pointsAlone;

    internal PictureBank(MemoryBank bank, int pictureColumns, string weightsHash)
    {
        (Bank, PictureColumns, WeightsHash) = (bank, pictureColumns, weightsHash);
        _pointsAlone = new(() => new MemoryBank(PointsOf(bank.Rows)));
    }

    /// <summary>Features of normal patches or points: first those of pictures, then those of points.</summary>
    public MemoryBank Bank { get; }

    /// <summary>Columns of pictures; 0 where it was learnt of points alone.</summary>
    public int PictureColumns { get; }

    /// <summary>SHA-256 of the network's weights; empty where it was learnt of points alone.</summary>
    public string WeightsHash { get; }

    /// <summary>The same rows without the columns of pictures.</summary>
    internal MemoryBank PointsAlone => _pointsAlone.Value;

    internal void Save(ArtifactWriter file)
    {
        file.Add(BankName, Bank.Rows);
        file.AddText(LengthName, Bank.Rows.Columns.ToString(CultureInfo.InvariantCulture));
        file.AddText(PictureName, PictureColumns.ToString(CultureInfo.InvariantCulture));
        file.AddText(HashName, WeightsHash);
    }

    internal static PictureBank Load(ArtifactReader file)
    {
        int columns = file.Int32(LengthName), pictures = file.Int32(PictureName);
        return columns > 0 && pictures >= 0 && pictures <= columns
            ? new PictureBank(new MemoryBank(file.Rows(BankName, columns)), pictures, file.Text(HashName))
            : throw file.Error($"{LengthName} is {columns} and {PictureName} {pictures}; learn the model anew");
    }

    private FeatureMatrix PointsOf(FeatureMatrix rows)
    {
        var points = new FeatureMatrix(rows.Rows, rows.Columns - PictureColumns);
        for (int row = 0; row < rows.Rows; row++)
            rows.Row(row)[PictureColumns..].CopyTo(points.Row(row));
        return points;
    }
}
