namespace Pipeline3D.Data.Formats;

/// <summary>The facts of one TIFF image that decoding needs, checked for sense and limits; what of it can be decoded is
/// for the decoders to say.</summary>
internal sealed record TiffLayout
{
    /// <summary>Values of <see cref="Photometric"/>.</summary>
    internal const int WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3, Cmyk = 5, YCbCr = 6;

    // No camera or spectrometer of the field has more, and the codecs' own limits lie above.
    private const int MaxChannels = 64;

    internal required int Width { get; init; }

    internal required int Height { get; init; }

    /// <summary>Samples per pixel as stored, 1 to 64.</summary>
    internal required int Channels { get; init; }

    /// <summary>Bits of a stored sample, 1 to 64.</summary>
    internal required int Bits { get; init; }

    /// <summary>What a stored sample is: 1 unsigned integer, 2 signed integer, 3 IEEE float.</summary>
    internal required int SampleFormat { get; init; }

    internal required int Compression { get; init; }

    /// <summary>What the samples mean.</summary>
    internal required int Photometric { get; init; }

    /// <summary>1: the high bit of a byte comes first; 2: the low one.</summary>
    internal required int FillOrder { get; init; }

    /// <summary>1 none, 2 horizontal, 3 floating point; 1 where the compression has none.</summary>
    internal required int Predictor { get; init; }

    /// <summary>Whether each channel is stored as an image of its own.</summary>
    internal required bool Planar { get; init; }

    /// <summary>Whether the image is cut into tiles; else into strips of full width.</summary>
    internal required bool Tiled { get; init; }

    /// <summary>Columns of a tile; the image's for strips.</summary>
    internal required int ChunkWidth { get; init; }

    /// <summary>Rows of a tile or strip.</summary>
    internal required int ChunkHeight { get; init; }

    /// <summary>Whether stored samples are IEEE floats.</summary>
    internal bool IsFloat => SampleFormat == 3;

    /// <summary>Samples per pixel within one chunk.</summary>
    internal int ChunkChannels => Planar ? 1 : Channels;

    internal int ChunksAcross => (Width + ChunkWidth - 1) / ChunkWidth;

    internal int ChunksDown => (Height + ChunkHeight - 1) / ChunkHeight;

    internal int ChunkCount => checked(ChunksAcross * ChunksDown * (Planar ? Channels : 1));

    /// <summary>Bytes of one row of a chunk.</summary>
    internal int ChunkRowBytes => checked((int)(((long)ChunkWidth * ChunkChannels * Bits + 7) / 8));

    /// <summary>Kind of sample after decoding: what is no unsigned integer of up to 16 bits becomes a single
    /// float.</summary>
    internal SampleType Type => SampleFormat != 1 || Bits > 16 ? SampleType.Float32
        : Bits > 8 ? SampleType.UInt16 : SampleType.UInt8;

    /// <summary>Bytes of an assembled sample.</summary>
    internal int TargetBytes => IsDouble ? sizeof(double) : Type switch
    {
        SampleType.UInt8 => 1,
        SampleType.UInt16 => 2,
        _ => sizeof(float),
    };

    /// <summary>Whether stored samples are doubles: they are assembled as such, and narrowed once the image is
    /// whole.</summary>
    internal bool IsDouble => SampleFormat == 3 && Bits == 64;

    /// <summary>Whether stored samples, in machine byte order, are decoded ones.</summary>
    internal bool IsStoredAsDecoded => Bits == 8 * TargetBytes && (IsFloat || Type != SampleType.Float32);

    /// <summary>The largest value that a sample can store; 1 for floats.</summary>
    internal float FullScale => IsFloat ? 1 : MathF.ScaleB(1, SampleFormat == 2 ? Bits - 1 : Bits) - 1;

    /// <summary>Rows that a chunk holds: the last strip is short, an edge tile is padded to full size.</summary>
    internal int RowsOfChunk(int index) => Tiled ? ChunkHeight : Math.Min(ChunkHeight, Height - RowOfChunk(index));

    /// <summary>The image row at which a chunk begins.</summary>
    internal int RowOfChunk(int index) => index / ChunksAcross % ChunksDown * ChunkHeight;

    /// <summary>The image column at which a chunk begins.</summary>
    internal int ColumnOfChunk(int index) => index % ChunksAcross * ChunkWidth;

    /// <summary>The channel that a chunk holds when planar; else 0.</summary>
    internal int PlaneOfChunk(int index) => index / (ChunksAcross * ChunksDown);

    internal static TiffLayout Of(TiffDirectory directory, FileView file, string path, FormatLimits limits)
    {
        long width = directory.Integer(file, TiffTag.ImageWidth, 0),
            height = directory.Integer(file, TiffTag.ImageLength, 0);
        RasterLimits.CheckSize(path, directory.Offset, width, height, limits);
        int channels = InRange(directory, file, path, TiffTag.SamplesPerPixel, 1, MaxChannels);
        int compression = InRange(directory, file, path, TiffTag.Compression, 1, ushort.MaxValue);
        int planar = InRange(directory, file, path, TiffTag.PlanarConfiguration, 1, 2);
        bool tiled = directory.Has(TiffTag.TileWidth) || directory.Has(TiffTag.TileOffsets);
        long chunkWidth = tiled ? directory.Integer(file, TiffTag.TileWidth, 0) : width;
        long chunkHeight = tiled ? directory.Integer(file, TiffTag.TileLength, 0)
            : Math.Min(height, directory.Integer(file, TiffTag.RowsPerStrip, height));
        RasterLimits.CheckSize(path, directory.Offset, chunkWidth, chunkHeight, limits);
        var layout = new TiffLayout
        {
            Width = (int)width,
            Height = (int)height,
            Channels = channels,
            Bits = OfAllSamples(directory, file, path, TiffTag.BitsPerSample, 64),
            SampleFormat = OfAllSamples(directory, file, path, TiffTag.SampleFormat, 3),
            Compression = compression,
            Photometric = (int)Math.Min(directory.Integer(file, TiffTag.PhotometricInterpretation, 1), int.MaxValue),
            FillOrder = InRange(directory, file, path, TiffTag.FillOrder, 1, 2),
            Predictor = TiffCompression.HasPredictor(compression)
                ? InRange(directory, file, path, TiffTag.Predictor, 1, 3) : 1,
            Planar = planar == 2 && channels > 1,
            Tiled = tiled,
            ChunkWidth = (int)chunkWidth,
            ChunkHeight = (int)chunkHeight,
        };
        layout.CheckSizes(directory.Offset, file.Length, path, limits);
        return layout;
    }

    private void CheckSizes(long offset, long fileLength, string path, FormatLimits limits)
    {
        // Padding of edge tiles is stored and unpacked too; the last strip has none.
        long rows = Tiled ? (long)ChunksDown * ChunkHeight : Height;
        long rowBytes = ((long)ChunkWidth * Channels * Bits + 7) / 8 * ChunksAcross;
        RasterLimits.CheckDecoded(path, offset, rows * rowBytes, fileLength,
            TiffCompression.MaxExpansion(this, limits), limits);
        RasterLimits.CheckDecoded(path, offset, (long)Width * Height * Channels * TargetBytes, long.MaxValue / 4, 1,
            limits);
    }

    private static int InRange(
        TiffDirectory directory, FileView file, string path, TiffTag tag, int least, int most)
    {
        long value = directory.Integer(file, tag, 1);
        return value >= least && value <= most ? (int)value : throw new FormatException3D(path, directory.Offset,
            $"tag {(int)tag} ({tag}) has the unsupported value {value}", $"it may be {least} to {most}");
    }

    // Of tags that have a value for every sample.
    private static int OfAllSamples(TiffDirectory directory, FileView file, string path, TiffTag tag,
        int most)
    {
        int first = InRange(directory, file, path, tag, 1, most);
        for (long i = 1; i < directory.CountOf(tag); i++)
            if (directory.IntegerAt(file, tag, i) != first)
                throw new FormatException3D(path, directory.Offset, $"tag {(int)tag} ({tag}) has the unsupported value "
                    + $"{directory.IntegerAt(file, tag, i)} for sample {i + 1}",
                    $"all samples must have the {first} of the first");
        return first;
    }
}
