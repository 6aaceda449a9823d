using System.Text.Json.Serialization;

namespace EasyCron.Worker.Notices;

/// <summary>How <see cref="NoticeLedger"/> spells what it keeps in Redis; compiled ahead.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(NoticeMemory))]
[JsonSerializable(typeof(NoticeDecision))]
internal sealed partial class NoticeLedgerJson : JsonSerializerContext;
