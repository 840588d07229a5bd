namespace Pipeline3D.Data.Formats;

/// <summary>The facts of one TIFF image that decoding needs, checked for support, sense and limits.</summary>
internal sealed record TiffLayout
{
    internal required int Width { get; init; }

    internal required int Height { get; init; }

    /// <summary>Samples per pixel, 1 to 4.</summary>
    internal required int Channels { get; init; }

    /// <summary>Bytes of a stored sample: 1, 2, 4 or 8.</summary>
    internal required int SampleBytes { get; init; }

    /// <summary>Whether stored samples are IEEE floats of <see cref="SampleBytes"/> bytes.</summary>
    internal required bool IsFloat { get; init; }

    internal required int Compression { get; init; }

    internal required int Predictor { get; init; }

    /// <summary>Whether each channel is stored as an image of its own.</summary>
    internal required bool Planar { get; init; }

    /// <summary>Whether the image is cut into tiles; else into strips of full width.</summary>
    internal required bool Tiled { get; init; }

    /// <summary>Columns of a tile; the image's for strips.</summary>
    internal required int ChunkWidth { get; init; }

    /// <summary>Rows of a tile or strip.</summary>
    internal required int ChunkHeight { get; init; }

    /// <summary>Samples per pixel within one chunk.</summary>
    internal int ChunkChannels => Planar ? 1 : Channels;

    internal int ChunksAcross => (Width + ChunkWidth - 1) / ChunkWidth;

    internal int ChunksDown => (Height + ChunkHeight - 1) / ChunkHeight;

    internal int ChunkCount => checked(ChunksAcross * ChunksDown * (Planar ? Channels : 1));

    /// <summary>Bytes of one row of a chunk.</summary>
    internal int ChunkRowBytes => checked(ChunkWidth * ChunkChannels * SampleBytes);

    /// <summary>Kind of sample after decoding: half and double floats become single ones.</summary>
    internal SampleType Type => IsFloat ? SampleType.Float32 : SampleBytes == 1 ? SampleType.UInt8 : SampleType.UInt16;

    /// <summary>Bytes of a decoded sample.</summary>
    internal int TargetBytes => Type switch { SampleType.UInt8 => 1, SampleType.UInt16 => 2, _ => 4 };

    internal static TiffLayout Of(TiffDirectory directory, ReadOnlySpan<byte> file, string path, FormatLimits limits)
    {
        long width = directory.Integer(file, TiffTag.ImageWidth, 0),
            height = directory.Integer(file, TiffTag.ImageLength, 0);
        RasterLimits.CheckSize(path, directory.Offset, width, height, limits);
        long channels = directory.Integer(file, TiffTag.SamplesPerPixel, 1);
        if (channels is < 1 or > 4)
            throw Unsupported(path, directory, TiffTag.SamplesPerPixel, channels,
                "an image has 1 to 4 samples per pixel");
        (int sampleBytes, bool isFloat) = SampleKind(directory, file, path);
        CheckPlain(directory, file, path);
        int compression = CompressionOf(directory, file, path);
        long predictor = compression is TiffCompression.None or TiffCompression.PackBits
            ? 1 : directory.Integer(file, TiffTag.Predictor, 1);
        if (predictor is < 1 or > 3 || (predictor == 3 && !isFloat))
            throw Unsupported(path, directory, TiffTag.Predictor, predictor, "supported are 1, 2, and 3 for floats");
        long planar = directory.Integer(file, TiffTag.PlanarConfiguration, 1);
        if (planar is not (1 or 2))
            throw Unsupported(path, directory, TiffTag.PlanarConfiguration, planar, "supported are 1 and 2");

        bool tiled = directory.Has(TiffTag.TileWidth) || directory.Has(TiffTag.TileOffsets);
        long chunkWidth = tiled ? directory.Integer(file, TiffTag.TileWidth, 0) : width;
        long chunkHeight = tiled ? directory.Integer(file, TiffTag.TileLength, 0)
            : Math.Min(height, directory.Integer(file, TiffTag.RowsPerStrip, height));
        RasterLimits.CheckSize(path, directory.Offset, chunkWidth, chunkHeight, limits);
        var layout = new TiffLayout
        {
            Width = (int)width,
            Height = (int)height,
            Channels = (int)channels,
            SampleBytes = sampleBytes,
            IsFloat = isFloat,
            Compression = compression,
            Predictor = (int)predictor,
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
        long pixelBytes = (long)Channels * SampleBytes;
        // Padding of edge tiles is stored and unpacked too; the last strip has none.
        long stored = Tiled
            ? (long)ChunksAcross * ChunkWidth * ChunksDown * ChunkHeight * pixelBytes
            : (long)Width * Height * pixelBytes;
        RasterLimits.CheckDecoded(path, offset, stored, fileLength, TiffCompression.MaxExpansion(Compression, limits),
            limits);
        RasterLimits.CheckDecoded(path, offset, (long)Width * Height * Channels * TargetBytes, long.MaxValue / 4, 1,
            limits);
    }

    private static (int SampleBytes, bool IsFloat) SampleKind(
        TiffDirectory directory, ReadOnlySpan<byte> file, string path)
    {
        long bits = directory.Integer(file, TiffTag.BitsPerSample, 1);
        for (long i = 1; i < directory.CountOf(TiffTag.BitsPerSample); i++)
            if (directory.IntegerAt(file, TiffTag.BitsPerSample, i) != bits)
                throw Unsupported(path, directory, TiffTag.BitsPerSample,
                    directory.IntegerAt(file, TiffTag.BitsPerSample, i),
                    $"all samples must have the {bits} bits of the first");
        bool stated = directory.Has(TiffTag.SampleFormat);
        long format = directory.Integer(file, TiffTag.SampleFormat, 1);
        for (long i = 1; i < directory.CountOf(TiffTag.SampleFormat); i++)
            if (directory.IntegerAt(file, TiffTag.SampleFormat, i) != format)
                throw Unsupported(path, directory, TiffTag.SampleFormat,
                    directory.IntegerAt(file, TiffTag.SampleFormat, i),
                    $"all samples must have the format {format} of the first");
        return (bits, format) switch
        {
            (8, 1) => (1, false),
            (16, 1) => (2, false),
            (16, 3) => (2, true),
            (32, 3) => (4, true),
            (64, 3) => (8, true),
            (32, _) when !stated => throw Unsupported(path, directory, TiffTag.BitsPerSample, bits,
                "32 bits without SampleFormat may be integers or floats; write the file with SampleFormat 3"),
            (8 or 16 or 32 or 64, 2) => throw Unsupported(path, directory, TiffTag.SampleFormat, format,
                $"signed integers of {bits} bits are not supported; convert to float"),
            _ => throw Unsupported(path, directory, TiffTag.BitsPerSample, bits,
                $"with SampleFormat {format}; supported are 8 and 16 bit unsigned, 16, 32 and 64 bit float"),
        };
    }

    private static void CheckPlain(TiffDirectory directory, ReadOnlySpan<byte> file, string path)
    {
        long photometric = directory.Integer(file, TiffTag.PhotometricInterpretation, 1);
        if (photometric is not (0 or 1 or 2))
            throw Unsupported(path, directory, TiffTag.PhotometricInterpretation, photometric, photometric == 3
                ? "a palette image; convert it to gray or RGB" : "supported are gray (0, 1) and RGB (2)");
        long fillOrder = directory.Integer(file, TiffTag.FillOrder, 1);
        if (fillOrder != 1)
            throw Unsupported(path, directory, TiffTag.FillOrder, fillOrder, "bits must be stored high bit first (1)");
    }

    private static int CompressionOf(TiffDirectory directory, ReadOnlySpan<byte> file, string path)
    {
        long compression = directory.Integer(file, TiffTag.Compression, 1);
        return TiffCompression.IsSupported(compression) ? (int)compression
            : throw Unsupported(path, directory, TiffTag.Compression, compression, TiffCompression.Advice(compression));
    }

    private static FormatException3D Unsupported(
        string path, TiffDirectory directory, TiffTag tag, long value, string advice)
        => new(path, directory.Offset, $"tag {(int)tag} ({tag}) has the unsupported value {value}", advice);
}
