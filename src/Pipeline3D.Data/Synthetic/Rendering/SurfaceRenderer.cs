using System.Numerics;

namespace Pipeline3D.Data.Synthetic.Rendering;

/// <summary>Casts one ray per pixel onto a height grid, and one from the hit to the projector.</summary>
internal sealed class SurfaceRenderer
{
    // Height between two levels of the search where the ray is all but vertical, metres.
    private const float HighestRise = 0.02f;

    // Halvings after the first crossing: 0.02 m over 2^15 is below a micrometre.
    private const int Halvings = 15;

    private readonly ScanView _view;
    private readonly ISurface _surface;
    private readonly HeightGrid _grid;
    private readonly Vector3 _a, _b, _normal, _camera, _projector;

    private SurfaceRenderer(ScanView view, ISurface surface)
    {
        (_view, _surface) = (view, surface);
        // A tenth more than the field of view, for the tilt and for rays that enter above the table.
        _grid = new HeightGrid(surface, 1.1 * view.Width * view.Spacing, 1.1 * view.Height * view.Spacing,
            view.Spacing);
        (_a, _b, _normal) = view.Axes();
        Vector3 centre = new(0, 0, (float)view.Distance);
        _camera = ToTable(-centre);
        _projector = ToTable(view.Projector - centre);
    }

    /// <summary>Renders a surface. Cost: O(pixels * height of the part in pixels).</summary>
    public static SurfaceImage Render(ScanView view, ISurface surface)
    {
        var renderer = new SurfaceRenderer(view, surface);
        int pixels = view.Width * view.Height;
        var image = new SurfaceImage(
            view, new float[pixels], new Vector3[pixels], new bool[pixels], new Vector3[pixels]);
        for (int row = 0; row < view.Height; row++)
            for (int column = 0; column < view.Width; column++)
                renderer.RenderPixel(image, column, row);
        return image;
    }

    private void RenderPixel(SurfaceImage image, int column, int row)
    {
        int pixel = row * _view.Width + column;
        Vector3 ray = _view.Ray(column, row);
        Vector3 direction = ToTable(ray);
        Vector3 hit = Hit(direction);
        // The ray's z is 1 in the camera's frame, so its parameter at the hit is the depth.
        image.Depth[pixel] = (hit.Z - _camera.Z) / direction.Z;
        Vector3 normal = Normal(hit);
        image.Normal[pixel] = normal.X * _a + normal.Y * _b + normal.Z * _normal;
        image.Lit[pixel] = IsLit(hit);
        image.Paint[pixel] = Vector3.Clamp(_surface.Colour(hit.X, hit.Y, hit.Z), Vector3.Zero, Vector3.One);
    }

    private Vector3 Hit(Vector3 direction)
    {
        // Position on the ray as a function of the height over the table: rays always run downwards.
        (float ka, float kb) = (direction.X / direction.Z, direction.Y / direction.Z);
        // Levels are counted from the table, not from the highest point, so that a change somewhere else on the part
        // does not move them and a pixel that sees none of it stays bit-equal.
        float rise = Math.Min(HighestRise, 0.7f * _grid.Spacing / MathF.Sqrt(ka * ka + kb * kb));
        int level = (int)(_grid.Highest / rise);
        while (level > 0 && Over(level * rise) < level * rise)
            level--;
        float low = level * rise, high = low + rise;
        for (int i = 0; i < Halvings; i++)
        {
            float middle = 0.5f * (low + high);
            if (Over(middle) >= middle)
                low = middle;
            else
                high = middle;
        }
        return At(low);

        float Over(float height)
        {
            Vector3 place = At(height);
            return _grid.At(place.X, place.Y);
        }

        Vector3 At(float height) => new(
            _camera.X + (height - _camera.Z) * ka, _camera.Y + (height - _camera.Z) * kb, height);
    }

    private Vector3 Normal(Vector3 hit)
    {
        float step = _grid.Spacing;
        return Vector3.Normalize(new Vector3(
            _grid.At(hit.X - step, hit.Y) - _grid.At(hit.X + step, hit.Y),
            _grid.At(hit.X, hit.Y - step) - _grid.At(hit.X, hit.Y + step), 2 * step));
    }

    private bool IsLit(Vector3 hit)
    {
        Vector3 towards = _projector - hit;
        float sideways = MathF.Sqrt(towards.X * towards.X + towards.Y * towards.Y);
        // One node per step; the bias keeps a surface from shading itself through the grid's own facets.
        Vector3 step = towards * (_grid.Spacing / sideways);
        Vector3 place = hit + step;
        for (float bias = 0.75f * _grid.Spacing; place.Z <= _grid.Highest; place += step)
            if (_grid.At(place.X, place.Y) > place.Z + bias)
                return false;
        return true;
    }

    private Vector3 ToTable(Vector3 camera)
        => new(Vector3.Dot(camera, _a), Vector3.Dot(camera, _b), Vector3.Dot(camera, _normal));
}
