using System.Numerics;
using Pipeline3D.Data.Synthetic.Defects;
using Pipeline3D.Data.Synthetic.Rendering;

namespace Pipeline3D.Data.Synthetic.Parts;

/// <summary>An instance lying on the table: pose, natural irregularity, and defects on top.</summary>
internal sealed class PlacedPart : ISurface
{
    private readonly PartShape _shape;
    private readonly PartModel _model;
    private readonly Noise2D _outline, _swell, _rough, _table;
    private readonly double _sine, _cosine, _offsetA, _offsetB, _wave;
    private readonly Vector3 _tableColour;
    private readonly Defect[] _defects;

    private PlacedPart(PlacedPart sound, Defect[] defects)
    {
        (_shape, _model, _outline, _swell, _rough, _table) =
            (sound._shape, sound._model, sound._outline, sound._swell, sound._rough, sound._table);
        (_sine, _cosine, _offsetA, _offsetB, _wave, _tableColour) =
            (sound._sine, sound._cosine, sound._offsetA, sound._offsetB, sound._wave, sound._tableColour);
        _defects = defects;
    }

    public PlacedPart(PartModel model, SplitMix64 random)
    {
        (_model, _shape, _defects) = (model, model.Make(random), []);
        (_outline, _swell, _rough, _table) =
            (new(random.Next()), new(random.Next()), new(random.Next()), new(random.Next()));
        (_sine, _cosine) = Math.SinCos(random.Between(-model.MaxTurn, model.MaxTurn));
        (_offsetA, _offsetB) =
            (model.FieldWidth * random.Between(-0.03, 0.03), model.FieldWidth * random.Between(-0.03, 0.03));
        _wave = 0.7 * Math.Max(_shape.ReachX, _shape.ReachY);
        _tableColour = new Vector3((float)random.Between(0.30, 0.36));
    }

    public PartShape Shape => _shape;

    /// <summary>The same instance with one more defect, applied after those it has.</summary>
    public PlacedPart With(Defect defect) => new(this, [.. _defects, defect]);

    public double Height(double a, double b)
    {
        (double x, double y) = ToPart(a, b);
        return PartHeight(x, y);
    }

    /// <summary>Height at a place of the part's own frame, defects included.</summary>
    public double PartHeight(double x, double y)
    {
        (double sx, double sy) = Warped(x, y);
        double height = Natural(sx, sy);
        foreach (Defect defect in _defects)
            height = defect.Height(x, y, height);
        return Math.Max(0, height);
    }

    public Vector3 Colour(double a, double b, double height)
    {
        (double x, double y) = ToPart(a, b);
        (double sx, double sy) = Warped(x, y);
        // A height of exactly 0 is the table, also where it shows through a hole.
        Vector3 colour = height > 0 && Natural(sx, sy) > 0
            ? _shape.Colour(sx, sy, height)
            : _tableColour * (float)(1 + 0.06 * _table.Octaves(a * 150, b * 150, 2));
        foreach (Defect defect in _defects)
            colour = defect.Colour(x, y, height, colour);
        return colour;
    }

    private (double X, double Y) ToPart(double a, double b)
    {
        (double x, double y) = (a - _offsetA, b - _offsetB);
        return (_cosine * x + _sine * y, _cosine * y - _sine * x);
    }

    private (double X, double Y) Warped(double x, double y)
    {
        foreach (Defect defect in _defects)
            (x, y) = defect.Warp(x, y);
        return (x, y);
    }

    private double Natural(double x, double y)
    {
        double margin = 3 * _model.OutlineNoise;
        if (Math.Abs(x) > _shape.ReachX + margin || Math.Abs(y) > _shape.ReachY + margin)
            return 0;
        (double u, double v) = (x, y);
        if (_model.OutlineNoise > 0)
        {
            u += _model.OutlineNoise * _outline.Octaves(x / _wave, y / _wave, 2);
            v += _model.OutlineNoise * _outline.Octaves(x / _wave + 71.7, y / _wave - 23.1, 2);
        }
        double height = _shape.Height(u, v);
        if (height <= 0)
            return 0;
        if (_model.SwellNoise > 0)
            height += _model.SwellNoise * _swell.Octaves(x / _wave * 1.4, y / _wave * 1.4, 2);
        if (_model.Roughness > 0)
            height += _model.Roughness * _rough.Octaves(x * 220, y * 220, 3);
        return Math.Max(height, 1e-4);
    }
}
