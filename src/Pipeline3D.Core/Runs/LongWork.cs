namespace Pipeline3D.Core.Runs;

/// <summary>What long work, such as a training, is at: in words, and how much of it is done. Thread-safe.</summary>
internal sealed class LongWork
{
    private readonly Lock _gate = new();
    private string _text = "";
    private double _first, _share;
    private long _began, _last;
    private TimeSpan _past;

    /// <summary>The words; empty when there is no such work.</summary>
    public string Text { get { lock (_gate) return _text; } }

    /// <summary>Says what it is at.</summary>
    /// <param name="text">The words; empty when it is done.</param>
    /// <param name="share">How much is done, from 0 to 1; null when nobody knows.</param>
    /// <param name="time">The clock.</param>
    public void Show(string text, double? share, TimeProvider time)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            double done = share ?? 0;
            if (_text.Length > 0 && (text.Length == 0 || done < _share))
                _past += time.GetElapsedTime(_began, now);
            if (_text.Length == 0 || done < _share)
                (_began, _first) = (now, done);
            (_text, _share, _last) = (text, text.Length == 0 ? 0 : done, now);
        }
    }

    /// <summary>Time that such work has taken in all, and what the present one still needs at its pace; null when that
    /// cannot be told.</summary>
    public (TimeSpan Taken, TimeSpan? Left) At(TimeProvider time)
    {
        lock (_gate)
        {
            if (_text.Length == 0)
                return (_past, null);
            TimeSpan paced = time.GetElapsedTime(_began, _last), sinceLast = time.GetElapsedTime(_last);
            TimeSpan? left = _share > _first
                ? TimeSpan.FromSeconds(Math.Max(0, ((1 - _share) / (_share - _first) * paced.TotalSeconds)
                    - sinceLast.TotalSeconds)) : null;
            return (_past + time.GetElapsedTime(_began), left);
        }
    }
}
