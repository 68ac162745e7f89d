using System.Xml;
using System.Xml.Linq;
using Flink.Core;

namespace Flink.FileSystems.Hdfs.Configuration;

/// <summary>The form of Hadoop's configuration files: properties with name, value, and whether they are final. The plug-in <c>yarn</c> is compiled with this file too.</summary>
internal static class HadoopXml
{
    private static readonly XName _include = XNamespace.Get("http://www.w3.org/2001/XInclude") + "include";

    /// <summary>Adds the properties of a file; a final one of an earlier file stays.</summary>
    /// <exception cref="FlinkException">The file is not readable, or not of this form; names it and the line.</exception>
    public static void Read(string file, Dictionary<string, string> values, HashSet<string> final)
    {
        try
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            if (root.Name.LocalName != "configuration")
            {
                throw new FlinkException($"'{file}' is no file of Hadoop's configuration: its root is <{root.Name.LocalName}> and not <configuration>.");
            }

            foreach (var element in root.Elements())
            {
                ReadElement(file, element, values, final);
            }
        }
        catch (XmlException e)
        {
            throw new FlinkException($"Hadoop's configuration file '{file}' is damaged: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"Hadoop's configuration file '{file}' cannot be read: {e.Message}", e);
        }
    }

    private static void ReadElement(string file, XElement element, Dictionary<string, string> values, HashSet<string> final)
    {
        if (element.Name == _include)
        {
            var other = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, element.Attribute("href")?.Value ?? "");
            if (File.Exists(other) || !element.Elements().Any(static child => child.Name.LocalName == "fallback"))
            {
                Read(other, values, final);
            }

            return;
        }

        if (element.Name.LocalName != "property")
        {
            throw new FlinkException($"'{file}', line {((IXmlLineInfo)element).LineNumber}: <{element.Name.LocalName}> has no place there; <property> has.");
        }

        var name = Part(element, "name")?.Trim();
        if (name is not { Length: > 0 } || Part(element, "value") is not { } value || final.Contains(name))
        {
            return;
        }

        values[name] = value;
        if (Part(element, "final")?.Trim() == "true")
        {
            final.Add(name);
        }
    }

    // Written as an element or, since Hadoop 3, as an attribute.
    private static string? Part(XElement property, string name) => property.Element(name)?.Value ?? property.Attribute(name)?.Value;
}
