using System.Globalization;

namespace Flink.Runtime.Programs;

/// <summary>A version of the Flink packages: three numbers, and for a pre-release what follows the dash.</summary>
internal readonly record struct SemanticVersion(int Major, int Minor, int Patch, string PreRelease)
{
    /// <summary>The version without what makes it a pre-release.</summary>
    public SemanticVersion Numbers => this with { PreRelease = "" };

    /// <summary>Of an assembly's reference, which cannot say that it is a pre-release.</summary>
    public static SemanticVersion Of(Version version) => new(version.Major, version.Minor, Math.Max(0, version.Build), "");

    /// <summary>Reads <c>1.2.3-rc.1+commit</c>; what follows a plus sign plays no part.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        version = default;
        var release = text.Split('+', 2)[0].Split('-', 2);
        var numbers = release[0].Split('.');
        if (numbers.Length is < 2 or > 4 || !IsNumber(numbers[0], out var major) || !IsNumber(numbers[1], out var minor))
        {
            return false;
        }

        var patch = 0;
        if (numbers.Length > 2 && !IsNumber(numbers[2], out patch))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch, release.Length > 1 ? release[1] : "");
        return true;
    }

    /// <summary>
    /// Whether a program that was built against this version may run on an engine of another: the same major version, and not a newer
    /// one than the engine's. Before 1.0 a minor version may break, so it counts as the major one. A pre-release promises nothing: it
    /// needs exactly itself.
    /// </summary>
    public bool RunsOn(SemanticVersion engine)
    {
        if (PreRelease.Length > 0)
        {
            return this == engine;
        }

        if (Major != engine.Major || (Major == 0 && Minor != engine.Minor))
        {
            return false;
        }

        // A pre-release comes before the version that it leads to.
        var order = (Major, Minor, Patch).CompareTo((engine.Major, engine.Minor, engine.Patch));
        return order < 0 || (order == 0 && engine.PreRelease.Length == 0);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Patch}{(PreRelease.Length > 0 ? "-" : "")}{PreRelease}";

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
