using System.Xml.Linq;

namespace Flink.Architecture.Tests;

/// <summary>What one csproj says it needs. Read as text, so that a condition on an item does not hide it.</summary>
public sealed record ProjectFile(string Name, string Folder, string[] References, string[] Packages, string[] Forbidden)
{
    // These bring in code that the table could not see.
    private static readonly string[] ForbiddenElements = ["Reference", "Import"];

    public static ProjectFile Load(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        return Parse(Path.GetFileName(folder), folder, File.ReadAllText(path));
    }

    public static ProjectFile Parse(string name, string folder, string xml)
    {
        var elements = XDocument.Parse(xml).Descendants().ToArray();
        string[] Includes(params string[] kinds) =>
            [.. elements.Where(e => kinds.Contains(e.Name.LocalName)).Select(e => (string?)e.Attribute("Include")).OfType<string>()];

        return new(name, folder,
            [.. Includes("ProjectReference").Select(ProjectNameOf)],
            Includes("PackageReference", "FrameworkReference"),
            [.. elements.Select(e => e.Name.LocalName).Where(ForbiddenElements.Contains)]);
    }

    // The path as written decides, not the folder it resolves to: "../Core/Flink.Core.csproj" is Core.
    private static string ProjectNameOf(string include) => include.Replace('\\', '/').Split('/') is [.., var folder, _] ? folder : include;
}
