namespace NetworkProbe;

/// <summary>One line for each case: what came out, or the type and first line of what was thrown.</summary>
internal static class Report
{
    public static int Case(string name, Func<string> run)
    {
        try
        {
            Console.WriteLine($"{name}: ok: {FirstLine(run())}");
        }
        catch (Exception thrown)
        {
            Console.WriteLine($"{name}: {thrown.GetType().Name}: {FirstLine(thrown.Message)}");
        }
        return 0;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');
}
