<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_GB">
<context>
    <name>Actions</name>
    <message>
        <source>Open plan folder…</source>
        <translation>打开规划文件夹…</translation>
    </message>
    <message>
        <source>Open a folder with the layers of a plan.</source>
        <translation>打开一个存放规划图层的文件夹。</translation>
    </message>
    <message>
        <source>Open project or plan file…</source>
        <translation>打开项目或规划文件…</translation>
    </message>
    <message>
        <source>Open a project (.gpkg) or a plan.toml.</source>
        <translation>打开蓝图项目（.gpkg）或 plan.toml。</translation>
    </message>
    <message>
        <source>Open the sample plan</source>
        <translation>打开示例规划</translation>
    </message>
    <message>
        <source>Open the plan that comes with Lantu.</source>
        <translation>打开随软件附带的规划。</translation>
    </message>
    <message>
        <source>Select and pan</source>
        <translation>选择与平移</translation>
    </message>
    <message>
        <source>Drag to move the map, click to select a feature.</source>
        <translation>拖动平移地图，单击选择要素。</translation>
    </message>
    <message>
        <source>Identify</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Click to list everything that lies at a place.</source>
        <translation>单击列出该处的全部要素。</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Change the shapes of a layer; every step is on disk and can be undone.</source>
        <translation>修改图层的图形；每一步都已存盘，可以撤销。</translation>
    </message>
    <message>
        <source>Zoom to the whole plan</source>
        <translation>全图</translation>
    </message>
    <message>
        <source>Show the whole plan.</source>
        <translation>显示整个规划。</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show less of the plan, larger.</source>
        <translation>放大地图。</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show more of the plan, smaller.</source>
        <translation>缩小地图。</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Check the plan and its projects against the rules.</source>
        <translation>按规则检查规划，并审查其中的项目。</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Print the zoning sheet to a PDF file.</source>
        <translation>把用地规划图打印为 PDF 文件。</translation>
    </message>
    <message>
        <source>Edit a sheet…</source>
        <translation>编辑图纸…</translation>
    </message>
    <message>
        <source>Place and edit what is on a sheet.</source>
        <translation>摆放并编辑图纸上的要素。</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>交付</translation>
    </message>
    <message>
        <source>Write reports, tables, evidence and the web map of a check.</source>
        <translation>由一次检查写出报告、表格、证据包和网页地图。</translation>
    </message>
    <message>
        <source>Switch to Chinese</source>
        <translation>切换为英文</translation>
    </message>
    <message>
        <source>Speak the other language.</source>
        <translation>切换界面语言。</translation>
    </message>
    <message>
        <source>Next finding</source>
        <translation>下一条结论</translation>
    </message>
    <message>
        <source>Go to the next finding.</source>
        <translation>转到下一条结论。</translation>
    </message>
    <message>
        <source>Previous finding</source>
        <translation>上一条结论</translation>
    </message>
    <message>
        <source>Go to the finding before.</source>
        <translation>转到上一条结论。</translation>
    </message>
    <message>
        <source>What must change</source>
        <translation>如何修改</translation>
    </message>
    <message>
        <source>List what would make the rule of the finding clear.</source>
        <translation>列出能使这条规则符合的改法。</translation>
    </message>
    <message>
        <source>Topology</source>
        <translation>拓扑</translation>
    </message>
    <message>
        <source>List overlaps, gaps and other errors of shape, and mend them.</source>
        <translation>列出重叠、缝隙等图形问题，并加以修正。</translation>
    </message>
    <message>
        <source>Rules…</source>
        <translation>规则…</translation>
    </message>
    <message>
        <source>Show the rule packs in use, choose others, change figures.</source>
        <translation>查看在用的规则包，选用其他规则包，修改数值。</translation>
    </message>
    <message>
        <source>Entered values…</source>
        <translation>填报数据…</translation>
    </message>
    <message>
        <source>Show and enter figures and evidence with their sources.</source>
        <translation>查看和填报指标与凭证，须注明来源。</translation>
    </message>
    <message>
        <source>Parcel passport…</source>
        <translation>标准地档案…</translation>
    </message>
    <message>
        <source>Show what holds for the selected parcel or footprint.</source>
        <translation>列出所选地块或项目范围的各项条件。</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>清除选择</translation>
    </message>
    <message>
        <source>Close the message, clear what is highlighted.</source>
        <translation>关闭消息，清除高亮。</translation>
    </message>
    <message>
        <source>Go to the layers</source>
        <translation>转到图层</translation>
    </message>
    <message>
        <source>Put the keyboard into the layer tree.</source>
        <translation>用键盘操作图层树。</translation>
    </message>
    <message>
        <source>Go to the map</source>
        <translation>转到地图</translation>
    </message>
    <message>
        <source>Put the keyboard on the map.</source>
        <translation>用键盘操作地图。</translation>
    </message>
    <message>
        <source>Go to the findings</source>
        <translation>转到结论</translation>
    </message>
    <message>
        <source>Put the keyboard into the findings.</source>
        <translation>用键盘浏览结论。</translation>
    </message>
    <message>
        <source>Go to the attributes</source>
        <translation>转到属性</translation>
    </message>
    <message>
        <source>Put the keyboard into the attributes.</source>
        <translation>用键盘浏览属性。</translation>
    </message>
    <message>
        <source>Go to the history</source>
        <translation>转到历史</translation>
    </message>
    <message>
        <source>Put the keyboard into the history.</source>
        <translation>把键盘焦点移到历史。</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>List what can be done from the keyboard.</source>
        <translation>列出可以用键盘完成的操作。</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Close the window.</source>
        <translation>关闭窗口。</translation>
    </message>
    <message>
        <source>Select by box</source>
        <translation>框选</translation>
    </message>
    <message>
        <source>Drag to the right: what lies inside. To the left: what it touches. Shift adds, Ctrl removes.</source>
        <translation>向右拖选框内的要素，向左拖选碰到的要素。Shift 加选，Ctrl 减选。</translation>
    </message>
    <message>
        <source>Select by lasso</source>
        <translation>套索选择</translation>
    </message>
    <message>
        <source>Draw round what is to be selected. Shift adds.</source>
        <translation>圈出要选择的要素。Shift 加选。</translation>
    </message>
    <message>
        <source>Select by attribute or location…</source>
        <translation>按属性或位置选择…</translation>
    </message>
    <message>
        <source>Select the features that meet a condition, or that lie on others.</source>
        <translation>选择符合条件或与其他要素相交的要素。</translation>
    </message>
    <message>
        <source>Attribute table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Show or fold away the table of a layer.</source>
        <translation>显示或收起图层的属性表。</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Show or fold away the charts of a layer.</source>
        <translation>显示或收起图层的图表。</translation>
    </message>
    <message>
        <source>Calculate a field…</source>
        <translation>计算字段…</translation>
    </message>
    <message>
        <source>Write areas, lengths, centroids or class names into a field of a layer.</source>
        <translation>把面积、长度、形心或地类名称写入图层字段。</translation>
    </message>
    <message>
        <source>Copy the features</source>
        <translation>复制要素</translation>
    </message>
    <message>
        <source>Copy what is selected, for this plan and for other GIS (WKT, GeoJSON).</source>
        <translation>复制选中的要素，可粘贴到本规划或其他 GIS（WKT、GeoJSON）。</translation>
    </message>
    <message>
        <source>Paste features…</source>
        <translation>粘贴要素…</translation>
    </message>
    <message>
        <source>Take features from the clipboard (WKT, GeoJSON) into a layer.</source>
        <translation>把剪贴板里的要素（WKT、GeoJSON）放入图层。</translation>
    </message>
    <message>
        <source>Measure length</source>
        <translation>量长度</translation>
    </message>
    <message>
        <source>Click the corners of a line: length and bearings.</source>
        <translation>逐点单击折线：长度和方位角。</translation>
    </message>
    <message>
        <source>Measure area</source>
        <translation>量面积</translation>
    </message>
    <message>
        <source>Click the corners of a polygon: both areas.</source>
        <translation>逐点单击多边形：两种面积。</translation>
    </message>
    <message>
        <source>Go to…</source>
        <translation>定位…</translation>
    </message>
    <message>
        <source>Find a coordinate, a parcel number or a name.</source>
        <translation>查找坐标、地块编号或名称。</translation>
    </message>
    <message>
        <source>Add bookmark…</source>
        <translation>添加书签…</translation>
    </message>
    <message>
        <source>Keep the present view under a name.</source>
        <translation>给当前视图起名并保存。</translation>
    </message>
    <message>
        <source>Bookmarks…</source>
        <translation>书签…</translation>
    </message>
    <message>
        <source>Go to kept views, rename or delete them.</source>
        <translation>前往已存的视图，改名或删除。</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>全貌图</translation>
    </message>
    <message>
        <source>Show the whole plan in a corner of the map.</source>
        <translation>在地图一角显示规划全貌。</translation>
    </message>
    <message>
        <source>Compare versions</source>
        <translation>版本对比</translation>
    </message>
    <message>
        <source>Compare two states of the plan; again to end.</source>
        <translation>对比规划的两种状态；再按一次结束。</translation>
    </message>
    <message>
        <source>Compare with another plan…</source>
        <translation>与其他规划对比…</translation>
    </message>
    <message>
        <source>Lay another plan beside this one.</source>
        <translation>把另一个规划与本规划并排。</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Make a project file of the open plan, to edit it.</source>
        <translation>用打开的规划建立一个可编辑的项目文件。</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存副本…</translation>
    </message>
    <message>
        <source>Write the project as it stands to another file.</source>
        <translation>把项目的当前状态写到另一个文件。</translation>
    </message>
    <message>
        <source>Import layers…</source>
        <translation>导入图层…</translation>
    </message>
    <message>
        <source>Look into files, mend them and take them in.</source>
        <translation>查看文件，修正问题后导入项目。</translation>
    </message>
    <message>
        <source>Export the layer…</source>
        <translation>导出图层…</translation>
    </message>
    <message>
        <source>Write the chosen layer to a file.</source>
        <translation>把选中的图层写成文件。</translation>
    </message>
    <message>
        <source>Remove the layer</source>
        <translation>移除图层</translation>
    </message>
    <message>
        <source>Take the chosen layer out of the project.</source>
        <translation>把选中的图层移出项目，可撤销。</translation>
    </message>
    <message>
        <source>Export my changes…</source>
        <translation>导出我的修改…</translation>
    </message>
    <message>
        <source>Write what was changed since a version to a file that another planner can merge.</source>
        <translation>把某个版本以来的修改写成文件，供其他规划师合并。</translation>
    </message>
    <message>
        <source>Merge changes from another planner…</source>
        <translation>合并他人的修改…</translation>
    </message>
    <message>
        <source>Take over what another planner changed; people decide what both changed.</source>
        <translation>采用其他规划师的修改；双方都改了的由人决定。</translation>
    </message>
    <message>
        <source>Add base map…</source>
        <translation>添加底图…</translation>
    </message>
    <message>
        <source>Show an MBTiles file or a picture with a world file under the layers.</source>
        <translation>在图层下方显示 MBTiles 文件或带坐标文件的图片。</translation>
    </message>
    <message>
        <source>Remove the base map</source>
        <translation>移除底图</translation>
    </message>
    <message>
        <source>Show no base map under the layers.</source>
        <translation>图层下方不再显示底图。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last step.</source>
        <translation>撤销上一步操作。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Bring back the step undone last.</source>
        <translation>恢复刚撤销的一步。</translation>
    </message>
</context>
<context>
    <name>AffectedCard</name>
    <message>
        <source>Affected rules (preview)</source>
        <translation>受影响的规则（预览）</translation>
    </message>
    <message>
        <source>no longer applies</source>
        <translation>不再适用</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>另有 {n} 条</translation>
    </message>
    <message>
        <source>The last edit is still being checked…</source>
        <translation>上一步编辑还在检查…</translation>
    </message>
    <message>
        <source>{n} rules take longer: they are checked after the edit.</source>
        <translation>{n} 条规则耗时较长，完成编辑后检查。</translation>
    </message>
    <message>
        <source>Checking {n} more rules…</source>
        <translation>还有 {n} 条规则正在检查…</translation>
    </message>
    <message>
        <source>No rule&apos;s finding would change.</source>
        <translation>没有规则的结论会改变。</translation>
    </message>
</context>
<context>
    <name>AskingForm</name>
    <message>
        <source>Look for</source>
        <translation>检查哪些问题</translation>
    </message>
    <message>
        <source>Planning area (gaps against it, features beyond it)</source>
        <translation>规划范围（检查范围内的缝隙、超出范围的要素）</translation>
    </message>
    <message>
        <source>Choose at least one kind.</source>
        <translation>请至少选一种。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>A number above 0.</source>
        <translation>请填大于 0 的数。</translation>
    </message>
    <message>
        <source>Near-duplicate vertices: nearer than</source>
        <translation>过近的顶点：间距小于</translation>
    </message>
    <message>
        <source>Spike: sharper than</source>
        <translation>尖刺：夹角小于</translation>
    </message>
    <message>
        <source>Sliver: compactness (4πA/P²) below</source>
        <translation>碎面：紧凑度（4πA/P²）小于</translation>
    </message>
    <message>
        <source>Sliver: mean width (2A/P) below</source>
        <translation>碎面：平均宽度（2A/P）小于</translation>
    </message>
    <message>
        <source>Gap: no larger than</source>
        <translation>缝隙：面积不大于</translation>
    </message>
    <message>
        <source>Dangling end: a line within</source>
        <translation>悬挂端点：附近有线的范围</translation>
    </message>
    <message>
        <source>Rounding: narrower is no error</source>
        <translation>舍入误差：更窄的不算问题</translation>
    </message>
</context>
<context>
    <name>AttributeForm</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>several values</source>
        <translation>多个值</translation>
    </message>
    <message>
        <source>What you enter is written into all {count} features.</source>
        <translation>输入的内容将写入全部 {count} 个要素。</translation>
    </message>
    <message>
        <source>What {count} features have in common</source>
        <translation>{count} 个要素的共同属性</translation>
    </message>
    <message>
        <source>year-month-day</source>
        <translation>年-月-日</translation>
    </message>
    <message>
        <source>Cannot be changed here: it holds binary data.</source>
        <translation>内容是二进制数据，不能在这里修改。</translation>
    </message>
    <message>
        <source>Cannot be changed here: it holds a time of day.</source>
        <translation>内容含时刻，不能在这里修改。</translation>
    </message>
    <message>
        <source>year</source>
        <translation>年</translation>
    </message>
    <message>
        <source>Enter empties the field in {count} features.</source>
        <translation>按回车清空 {count} 个要素的这一字段。</translation>
    </message>
    <message>
        <source>Enter writes it into {count} features.</source>
        <translation>按回车写入 {count} 个要素。</translation>
    </message>
</context>
<context>
    <name>AttributesPanel</name>
    <message>
        <source>Features under the point</source>
        <translation>该处的要素</translation>
    </message>
    <message>
        <source>Reading the features</source>
        <translation>正在读取要素</translation>
    </message>
    <message>
        <source>{layer} · all {count} selected</source>
        <translation>{layer} · 选中的全部 {count} 个</translation>
    </message>
    <message>
        <source>Here are the attributes and both areas of a feature.</source>
        <translation>这里显示要素的属性和两种面积。</translation>
    </message>
    <message>
        <source>Click a feature on the map.</source>
        <translation>请在地图上单击一个要素。</translation>
    </message>
    <message>
        <source>There is nothing at that place. Click a feature on the map.</source>
        <translation>该处没有要素。请在地图上单击一个要素。</translation>
    </message>
    <message>
        <source>{count} features are selected. The table (F6) lists them.</source>
        <translation>已选 {count} 个要素，请在属性表（F6）中查看。</translation>
    </message>
    <message>
        <source>Writing the field</source>
        <translation>正在写入字段</translation>
    </message>
    <message>
        <source>Make it editable…</source>
        <translation>转为可编辑…</translation>
    </message>
    <message>
        <source>Planar area</source>
        <translation>平面面积</translation>
    </message>
    <message>
        <source>Ellipsoidal area</source>
        <translation>椭球面积</translation>
    </message>
    <message>
        <source>This area decides in checks of this plan.</source>
        <translation>本规划的检查以此面积为准。</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Record {number} of {file}</source>
        <translation>{file} 第 {number} 号记录</translation>
    </message>
    <message>
        <source>Illustrative: for demonstration, not a planning fact.</source>
        <translation>示意数据：仅供演示，不是规划成果。</translation>
    </message>
</context>
<context>
    <name>BaseMaps</name>
    <message>
        <source>Opening the base map</source>
        <translation>正在打开底图</translation>
    </message>
</context>
<context>
    <name>BookmarkDialog</name>
    <message>
        <source>Bookmarks</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>视图名称</translation>
    </message>
    <message>
        <source>Add the present view</source>
        <translation>添加当前视图</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>改名</translation>
    </message>
    <message>
        <source>Give the bookmark in hand the name above.</source>
        <translation>把选中的书签改成上面的名称。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>View {n}</source>
        <translation>视图 {n}</translation>
    </message>
    <message>
        <source>Kept in the project, with scale and visible layers.</source>
        <translation>保存在项目里，包括比例尺和可见图层。</translation>
    </message>
    <message>
        <source>Kept in your settings for this plan, with scale and visible layers.</source>
        <translation>保存在您的设置里，仅用于这个规划，包括比例尺和可见图层。</translation>
    </message>
</context>
<context>
    <name>Bookmarks</name>
    <message>
        <source>Going there</source>
        <translation>正在定位</translation>
    </message>
    <message>
        <source>Keeping the bookmark</source>
        <translation>正在保存书签</translation>
    </message>
    <message>
        <source>Reading the bookmarks</source>
        <translation>正在读取书签</translation>
    </message>
</context>
<context>
    <name>BudgetCard</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Boundary budget</source>
        <translation>开发边界余量</translation>
    </message>
    <message>
        <source>Growth, and the parts by area and class</source>
        <translation>增长过程，以及按片区、按用地的分项</translation>
    </message>
    <message>
        <source>Over by</source>
        <translation>超出</translation>
    </message>
    <message>
        <source>Remaining</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Base {base} km², used {used} km², limit {limit} km²</source>
        <translation>基期 {base} km²，已用 {used} km²，上限 {limit} km²</translation>
    </message>
    <message>
        <source>Used {used} km², limit {limit} km²</source>
        <translation>已用 {used} km²，上限 {limit} km²</translation>
    </message>
    <message>
        <source>The plan has no development boundary. Add one to see how much of its limit is left.</source>
        <translation>规划里没有城镇开发边界。加入后，这里会显示还有多少余量。</translation>
    </message>
    <message>
        <source>The area of the development boundary could not be measured. The findings say why.</source>
        <translation>开发边界的面积无法量算，原因见结论。</translation>
    </message>
</context>
<context>
    <name>BudgetOpening</name>
    <message>
        <source>Dividing the boundary</source>
        <translation>正在计算开发边界的分项</translation>
    </message>
    <message>
        <source>The figures are being brought up to date…</source>
        <translation>正在更新数字…</translation>
    </message>
    <message>
        <source>No rule states a base year for the boundary, so there is no growth to show.</source>
        <translation>没有规则给出开发边界的基期年，无法显示增长。</translation>
    </message>
    <message>
        <source>Growth of the boundary: {years}</source>
        <translation>开发边界增长：{years}</translation>
    </message>
</context>
<context>
    <name>CalculateDialog</name>
    <message>
        <source>Calculating the field</source>
        <translation>正在计算字段</translation>
    </message>
    <message>
        <source>A new field</source>
        <translation>新字段</translation>
    </message>
    <message>
        <source>Name of the land-use class</source>
        <translation>地类名称（由代码）</translation>
    </message>
    <message>
        <source>{count} selected features</source>
        <translation>选中的 {count} 个要素</translation>
    </message>
    <message>
        <source>All {count} features</source>
        <translation>全部 {count} 个要素</translation>
    </message>
    <message>
        <source>Calculating</source>
        <translation>正在计算</translation>
    </message>
    <message>
        <source>Calculate a field</source>
        <translation>计算字段</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Its name</source>
        <translation>字段名</translation>
    </message>
    <message>
        <source>Calculate</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Field of the code</source>
        <translation>代码字段</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>量算</translation>
    </message>
    <message>
        <source>Decimals</source>
        <translation>小数位</translation>
    </message>
    <message>
        <source>For</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>On the ellipsoid</source>
        <translation>在椭球面上</translation>
    </message>
    <message>
        <source>In the plane of the map</source>
        <translation>在投影平面上</translation>
    </message>
    <message>
        <source>As measured</source>
        <translation>不取整</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现值</translation>
    </message>
    <message>
        <source>Calculated</source>
        <translation>计算值</translation>
    </message>
    <message>
        <source>The first rows, before and after</source>
        <translation>前几行的现值与计算值</translation>
    </message>
    <message>
        <source>One step: undo takes all of it back, the new field too.</source>
        <translation>作为一步写入，撤销即全部还原，新字段也一并撤去。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ChartsPanel</name>
    <message>
        <source>Area by class</source>
        <translation>分类面积</translation>
    </message>
    <message>
        <source>Features by class</source>
        <translation>分类个数</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>Two fields</source>
        <translation>两个字段</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Kind of chart</source>
        <translation>图表类型</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Second field</source>
        <translation>第二个字段</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Drawing the chart</source>
        <translation>正在绘制图表</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>Nothing can be counted: the features have no values there.</source>
        <translation>无法统计：要素在这里没有值。</translation>
    </message>
    <message>
        <source>Here are charts of a layer: areas by class, a histogram, two fields against each other.</source>
        <translation>这里是一个图层的图表：分类面积、直方图、两个字段的关系。</translation>
    </message>
    <message>
        <source>Open a plan first.</source>
        <translation>请先打开规划。</translation>
    </message>
    <message>
        <source>Choose a field with numbers.</source>
        <translation>请选择数值字段。</translation>
    </message>
    <message>
        <source>Total {area}, {definition} of each feature.</source>
        <translation>合计 {area}，按各要素的{definition}计。</translation>
    </message>
    <message>
        <source>{count} features.</source>
        <translation>共 {count} 个要素。</translation>
    </message>
    <message>
        <source>{count} features without a value are not counted.</source>
        <translation>有 {count} 个要素没有值，未计入。</translation>
    </message>
    <message>
        <source>Classes of the legend</source>
        <translation>图例分类</translation>
    </message>
</context>
<context>
    <name>ClipTool</name>
    <message>
        <source>First select what is to be clipped: Shift and a click.</source>
        <translation>先选中要裁剪的要素：按住 Shift 点选。</translation>
    </message>
    <message>
        <source>Draw a polygon: of the selected features only what is in it stays.</source>
        <translation>画一个面，选中的要素只保留其中的部分。</translation>
    </message>
</context>
<context>
    <name>CodeEditor</name>
    <message>
        <source>Land-use classes</source>
        <translation>用地用海分类</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>State at the left</source>
        <translation>左边的状态</translation>
    </message>
    <message>
        <source>State at the right</source>
        <translation>右边的状态</translation>
    </message>
    <message>
        <source>Exchange the two states</source>
        <translation>左右互换</translation>
    </message>
    <message>
        <source>Other plan…</source>
        <translation>其他规划…</translation>
    </message>
    <message>
        <source>Divider</source>
        <translation>卷帘</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并列</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Areas by class on both sides, and what became of what.</source>
        <translation>两边各地类的面积，以及地类之间的转换。</translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation>结束对比</translation>
    </message>
</context>
<context>
    <name>Comparing</name>
    <message>
        <source>Comparing areas</source>
        <translation>正在对比面积</translation>
    </message>
    <message>
        <source>Nothing to compare by class: both states need planned or present land use.</source>
        <translation>没有可按地类对比的内容：两边都要有规划用地或现状用地。</translation>
    </message>
</context>
<context>
    <name>ConflictOverlay</name>
    <message>
        <source>Before</source>
        <translation>修正前</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方</translation>
    </message>
</context>
<context>
    <name>ConflictRows</name>
    <message>
        <source>you changed different values of it: taking theirs loses nothing of yours</source>
        <translation>双方改的内容不同：采用对方的不会丢掉您的修改</translation>
    </message>
    <message>
        <source>mine</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>theirs</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未定</translation>
    </message>
</context>
<context>
    <name>CoordinatesDialog</name>
    <message>
        <source>Draw from coordinates</source>
        <translation>由坐标绘制</translation>
    </message>
    <message>
        <source>One place a line: X (east) and Y (north), a point&apos;s name in front if you like. An empty line begins another shape.</source>
        <translation>每行一点：X（东）和 Y（北），前面可带点号。空行后开始下一个图形。</translation>
    </message>
    <message>
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <source>The first number is the northing</source>
        <translation>第一个数是北坐标</translation>
    </message>
    <message>
        <source>Coordinate system of the numbers</source>
        <translation>坐标所用的坐标系</translation>
    </message>
    <message>
        <source>Boundary-point file…</source>
        <translation>界址点文件…</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
</context>
<context>
    <name>CoordinatesWords</name>
    <message>
        <source>Type or paste coordinates, or read a boundary-point file.</source>
        <translation>键入或粘贴坐标，或读取界址点文件。</translation>
    </message>
    <message>
        <source>Coordinates…</source>
        <translation>坐标…</translation>
    </message>
    <message>
        <source>{count} shapes, {places} places.</source>
        <translation>{count} 个图形，{places} 个坐标点。</translation>
    </message>
    <message>
        <source>Nothing is typed yet.</source>
        <translation>还没有输入坐标。</translation>
    </message>
</context>
<context>
    <name>CopyTool</name>
    <message>
        <source>Drag a copy of a feature to its place; or type step and number and press Enter.</source>
        <translation>把要素的副本拖到位置上；也可输入步距和份数后按回车。</translation>
    </message>
</context>
<context>
    <name>CopyWords</name>
    <message>
        <source>Select features of another layer with the same kind of geometry: click them.</source>
        <translation>请单击选中另一个同类图层的要素。</translation>
    </message>
    <message>
        <source>{count} selected in {layer}: Enter copies them into the layer in hand.</source>
        <translation>{layer} 中已选 {count} 个：回车复制到正在编辑的图层。</translation>
    </message>
    <message>
        <source>Copy {count} features</source>
        <translation>复制 {count} 个要素</translation>
    </message>
</context>
<context>
    <name>DeliverableList</name>
    <message>
        <source>Map sheets</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Sheets and atlases are printed by themselves.</source>
        <translation>图纸和图集另行打印。</translation>
    </message>
    <message>
        <source>Sheets with changes that are not saved: {n}.</source>
        <translation>还没有保存修改的图纸：{n} 张。</translation>
    </message>
    <message>
        <source>Sheets…</source>
        <translation>图纸…</translation>
    </message>
</context>
<context>
    <name>DeliverableRow</name>
    <message>
        <source>Can be handed over</source>
        <translation>可以交付</translation>
    </message>
    <message>
        <source>Cannot be handed over</source>
        <translation>不能交付</translation>
    </message>
    <message>
        <source>Written: {name} ({size})</source>
        <translation>已写出：{name}（{size}）</translation>
    </message>
</context>
<context>
    <name>DifferencesDialog</name>
    <message>
        <source>Areas compared</source>
        <translation>面积对比</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>按地类</translation>
    </message>
    <message>
        <source>What became of what</source>
        <translation>地类转换</translation>
    </message>
    <message>
        <source>Copy the table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Hectares; {definition}, both sides measured alike.</source>
        <translation>单位为公顷；{definition}，两边用同一方法量算。</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>地类</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>(no land of this layer)</source>
        <translation>（本图层无用地）</translation>
    </message>
</context>
<context>
    <name>Divider</name>
    <message>
        <source>Divider of the comparison</source>
        <translation>对比分隔线</translation>
    </message>
    <message>
        <source>Drag, or use the arrow keys: one state left, the other right.</source>
        <translation>拖动或用方向键移动：左边一种状态，右边另一种。</translation>
    </message>
</context>
<context>
    <name>DrawOptions</name>
    <message>
        <source>Fill free land</source>
        <translation>只占空地</translation>
    </message>
    <message>
        <source>Take from neighbours</source>
        <translation>从邻面划入</translation>
    </message>
    <message>
        <source>What a new polygon does where others lie already.</source>
        <translation>新画的面与已有的面重叠时怎么办。</translation>
    </message>
    <message>
        <source>Against neighbours</source>
        <translation>与邻面的关系</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>用地分类</translation>
    </message>
    <message>
        <source>Class of new features</source>
        <translation>新要素的用地分类</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>As the neighbour</source>
        <translation>同邻面</translation>
    </message>
</context>
<context>
    <name>EditBar</name>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Layer that is edited</source>
        <translation>正在编辑的图层</translation>
    </message>
    <message>
        <source>Shared borders</source>
        <translation>共边编辑</translation>
    </message>
    <message>
        <source>Neighbours follow when a border is moved; overlaps and gaps are refused with the reason.</source>
        <translation>移动边界时相邻的面一起动；会产生重叠或缝隙的操作不执行，并说明原因。</translation>
    </message>
    <message>
        <source>End editing</source>
        <translation>结束编辑</translation>
    </message>
    <message>
        <source>Choose a tool.</source>
        <translation>请选择一个工具。</translation>
    </message>
</context>
<context>
    <name>EditContext</name>
    <message>
        <source>Making the layer ready to be edited</source>
        <translation>正在准备编辑图层</translation>
    </message>
    <message>
        <source>Working out the edit</source>
        <translation>正在推算修改</translation>
    </message>
    <message>
        <source>Reading the features</source>
        <translation>正在读取要素</translation>
    </message>
</context>
<context>
    <name>EditWords</name>
    <message>
        <source>Edit vertices</source>
        <translation>编辑顶点</translation>
    </message>
    <message>
        <source>Move, insert and delete vertices; neighbours with the same border follow.</source>
        <translation>移动、插入、删除顶点；共用边界的相邻面一起动。</translation>
    </message>
    <message>
        <source>Vertices</source>
        <translation>顶点</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Land</source>
        <translation>面域</translation>
    </message>
    <message>
        <source>Borders</source>
        <translation>边界</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>线</translation>
    </message>
    <message>
        <source>Draw a new feature place by place; a polygon is cut against its neighbours.</source>
        <translation>逐点绘制新要素；面会与邻面切合。</translation>
    </message>
    <message>
        <source>Draw a rectangle</source>
        <translation>绘制矩形</translation>
    </message>
    <message>
        <source>Draw a rectangle by two corners, or by an edge and the depth.</source>
        <translation>由两个对角点，或一条边加进深绘制矩形。</translation>
    </message>
    <message>
        <source>Draw a circle</source>
        <translation>绘制圆</translation>
    </message>
    <message>
        <source>Draw a circle by centre and radius, or through three places.</source>
        <translation>由圆心和半径，或过三点绘制圆。</translation>
    </message>
    <message>
        <source>Lay out lots</source>
        <translation>划分规则地块</translation>
    </message>
    <message>
        <source>Draw a regular grid of lots from a corner along a direction.</source>
        <translation>从一个角点沿方向排出规则的地块。</translation>
    </message>
    <message>
        <source>Copy from another layer</source>
        <translation>从其他图层复制</translation>
    </message>
    <message>
        <source>Copy what is selected in another layer into the layer in hand.</source>
        <translation>把其他图层中选中的要素复制到正在编辑的图层。</translation>
    </message>
    <message>
        <source>Draw from coordinates</source>
        <translation>由坐标绘制</translation>
    </message>
    <message>
        <source>Draw from typed or pasted coordinates or a boundary-point file.</source>
        <translation>由键入、粘贴的坐标或界址点文件绘制。</translation>
    </message>
    <message>
        <source>Split by a line</source>
        <translation>用线分割</translation>
    </message>
    <message>
        <source>Draw a line across features: they are cut along it.</source>
        <translation>画一条穿过要素的线，要素沿它分开。</translation>
    </message>
    <message>
        <source>Split into equal areas</source>
        <translation>等面积分割</translation>
    </message>
    <message>
        <source>Cut a polygon into parts of the same area.</source>
        <translation>把一个面分成面积相等的几份。</translation>
    </message>
    <message>
        <source>Split by shares</source>
        <translation>按比例分割</translation>
    </message>
    <message>
        <source>Cut a polygon into parts whose areas are as the shares.</source>
        <translation>把一个面按给定比例分成几份。</translation>
    </message>
    <message>
        <source>Cut to an exact area</source>
        <translation>切出指定面积</translation>
    </message>
    <message>
        <source>Cut exactly so much land off a polygon, along a direction.</source>
        <translation>沿一个方向从面上准确切出给定的面积。</translation>
    </message>
    <message>
        <source>Move an edge to an exact area</source>
        <translation>移边到指定面积</translation>
    </message>
    <message>
        <source>Move an edge of a polygon in parallel until the polygon has an area.</source>
        <translation>平行移动面的一条边，直到面积等于给定值。</translation>
    </message>
    <message>
        <source>Explode</source>
        <translation>拆分多部分</translation>
    </message>
    <message>
        <source>Every part of a multi-part feature becomes a feature of its own.</source>
        <translation>多部分要素的每个部分成为单独的要素。</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Adjacent polygons become one.</source>
        <translation>相邻的面合为一个。</translation>
    </message>
    <message>
        <source>Collect</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Features become the parts of one.</source>
        <translation>几个要素成为一个多部分要素。</translation>
    </message>
    <message>
        <source>Delete features</source>
        <translation>删除要素</translation>
    </message>
    <message>
        <source>Delete the selected features; in coverages their land can go to a neighbour.</source>
        <translation>删除选中的要素；共边图层里土地可以并入邻面。</translation>
    </message>
    <message>
        <source>Reshape</source>
        <translation>改形</translation>
    </message>
    <message>
        <source>Draw a line that crosses a border twice: the border follows it.</source>
        <translation>画一条两次穿过边界的线，边界改走这条线。</translation>
    </message>
    <message>
        <source>Draw a hole</source>
        <translation>画洞</translation>
    </message>
    <message>
        <source>Draw a hole in a polygon; its land can become a new feature.</source>
        <translation>在面里画一个洞；洞可以成为新要素。</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填洞</translation>
    </message>
    <message>
        <source>Click a hole of a polygon to close it.</source>
        <translation>在洞里点一下，把它填上。</translation>
    </message>
    <message>
        <source>Fill gaps</source>
        <translation>填补空白</translation>
    </message>
    <message>
        <source>Click a gap between polygons: it goes to a neighbour, or becomes a feature.</source>
        <translation>点面之间的空白：并入邻面，或成为新要素。</translation>
    </message>
    <message>
        <source>Erase by a drawn polygon</source>
        <translation>画面擦除</translation>
    </message>
    <message>
        <source>Draw a polygon: the selected features lose the land in it.</source>
        <translation>画一个面，选中的要素去掉其中的部分。</translation>
    </message>
    <message>
        <source>Clip to a drawn polygon</source>
        <translation>画面裁剪</translation>
    </message>
    <message>
        <source>Draw a polygon: of the selected features only what is in it stays.</source>
        <translation>画一个面，选中的要素只保留其中的部分。</translation>
    </message>
    <message>
        <source>Erase by another layer</source>
        <translation>用另一图层擦除</translation>
    </message>
    <message>
        <source>Take away the land of features selected in another layer.</source>
        <translation>去掉另一图层选中要素占用的部分。</translation>
    </message>
    <message>
        <source>Clip to another layer</source>
        <translation>用另一图层裁剪</translation>
    </message>
    <message>
        <source>Keep only what lies in features selected in another layer.</source>
        <translation>只保留另一图层选中要素之内的部分。</translation>
    </message>
    <message>
        <source>Buffer</source>
        <translation>缓冲区</translation>
    </message>
    <message>
        <source>Polygons at a distance around the selected features.</source>
        <translation>在选中要素周围按距离生成面。</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>平行偏移</translation>
    </message>
    <message>
        <source>Lines in parallel at a distance; polygons grown or shrunk with sharp corners.</source>
        <translation>线平行偏移；面保持尖角外扩或内缩。</translation>
    </message>
    <message>
        <source>Simplify borders</source>
        <translation>简化边界</translation>
    </message>
    <message>
        <source>Leave out vertices within a tolerance; common borders stay common.</source>
        <translation>去掉容差内的顶点；公共边界保持一致。</translation>
    </message>
    <message>
        <source>Densify borders</source>
        <translation>加密顶点</translation>
    </message>
    <message>
        <source>New vertices on long edges; common borders stay common.</source>
        <translation>在长边上增加顶点；公共边界保持一致。</translation>
    </message>
    <message>
        <source>Smooth borders</source>
        <translation>平滑边界</translation>
    </message>
    <message>
        <source>Cut corners; common borders stay common.</source>
        <translation>切去转角使边界平滑；公共边界保持一致。</translation>
    </message>
    <message>
        <source>Make corners square</source>
        <translation>直角化</translation>
    </message>
    <message>
        <source>Nearly square corners become square.</source>
        <translation>把接近直角的转角变成直角。</translation>
    </message>
    <message>
        <source>Align to an edge</source>
        <translation>对齐到边</translation>
    </message>
    <message>
        <source>Vertices near an edge come to lie on it.</source>
        <translation>把靠近一条边的顶点移到这条边上。</translation>
    </message>
    <message>
        <source>Trim a line</source>
        <translation>修剪线</translation>
    </message>
    <message>
        <source>Click the piece of a line that is to be taken away.</source>
        <translation>点线上要去掉的那一段。</translation>
    </message>
    <message>
        <source>Extend a line</source>
        <translation>延伸线</translation>
    </message>
    <message>
        <source>Click near an end of a line: it goes on to the next line or border.</source>
        <translation>点线的一端附近，线延伸到前方的线或边界。</translation>
    </message>
    <message>
        <source>Drag the selected features, from a vertex to what is snapped to; or type how far.</source>
        <translation>拖动选中的要素，可从顶点捕捉到目标；也可输入位移。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Drag copies of the selected features to another place; or type step and number.</source>
        <translation>把选中要素的副本拖到别处；也可输入步距和份数。</translation>
    </message>
    <message>
        <source>Rotate</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Drag to rotate the selected features; a click sets the centre.</source>
        <translation>拖动旋转选中的要素；单击设定中心。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Drag to scale the selected features; a click sets the centre.</source>
        <translation>拖动缩放选中的要素；单击设定中心。</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Two clicks give the axis at which the selected features are mirrored.</source>
        <translation>点两个点给出对称轴，选中的要素以它镜像。</translation>
    </message>
</context>
<context>
    <name>EditorCommands</name>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>再制</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Next element</source>
        <translation>下一个要素</translation>
    </message>
    <message>
        <source>Previous element</source>
        <translation>上一个要素</translation>
    </message>
    <message>
        <source>Align left</source>
        <translation>左对齐</translation>
    </message>
    <message>
        <source>Centre across</source>
        <translation>水平居中</translation>
    </message>
    <message>
        <source>Align right</source>
        <translation>右对齐</translation>
    </message>
    <message>
        <source>Align at the top</source>
        <translation>顶端对齐</translation>
    </message>
    <message>
        <source>Centre up and down</source>
        <translation>垂直居中</translation>
    </message>
    <message>
        <source>Align at the bottom</source>
        <translation>底端对齐</translation>
    </message>
    <message>
        <source>Distribute across</source>
        <translation>横向分布</translation>
    </message>
    <message>
        <source>Distribute up and down</source>
        <translation>纵向分布</translation>
    </message>
    <message>
        <source>To the front</source>
        <translation>置于顶层</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>上移一层</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>下移一层</translation>
    </message>
    <message>
        <source>To the back</source>
        <translation>置于底层</translation>
    </message>
    <message>
        <source>Snap to the grid</source>
        <translation>吸附网格</translation>
    </message>
    <message>
        <source>Whole page</source>
        <translation>整页</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
</context>
<context>
    <name>ElementForm</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>the first</source>
        <translation>第一幅</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>From the left</source>
        <translation>距左边</translation>
    </message>
    <message>
        <source>From the top</source>
        <translation>距上边</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Row shared with</source>
        <translation>同排组名</translation>
    </message>
    <message>
        <source>as large as fits</source>
        <translation>尽可能大</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>as fits best</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>EnteredDialog</name>
    <message>
        <source>Entered values and evidence</source>
        <translation>填报的指标与凭证</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>凭证</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>填报</translation>
    </message>
    <message>
        <source>Remove the entry</source>
        <translation>删除此条</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>成立</translation>
    </message>
    <message>
        <source>does not hold</source>
        <translation>不成立</translation>
    </message>
    <message>
        <source>Figures {count}</source>
        <translation>指标 {count}</translation>
    </message>
    <message>
        <source>Evidence {count}</source>
        <translation>凭证 {count}</translation>
    </message>
    <message>
        <source>Entering</source>
        <translation>正在填报</translation>
    </message>
    <message>
        <source>Reading the rules</source>
        <translation>正在读取规则</translation>
    </message>
    <message>
        <source>entered</source>
        <translation>已填</translation>
    </message>
    <message>
        <source>owed</source>
        <translation>待填</translation>
    </message>
    <message>
        <source>Every entry needs its source and its date. Undo takes an entry back.</source>
        <translation>每一条都须注明来源和日期；可以撤销。</translation>
    </message>
    <message>
        <source>A plan folder keeps these in entered.toml beside plan.toml; make a project to enter them here.</source>
        <translation>规划文件夹的填报写在 plan.toml 旁的 entered.toml；要在这里填报，请先建立项目。</translation>
    </message>
    <message>
        <source>Dated</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Indicator</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>填写内容</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>What is to be shown</source>
        <translation>须证明的事项</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>About</source>
        <translation>主题图层</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>EraseTool</name>
    <message>
        <source>Draw a polygon: the features lose the land in it; selected ones only where there are any.</source>
        <translation>画一个面，要素去掉其中的部分；有选中的要素时只擦除选中的。</translation>
    </message>
</context>
<context>
    <name>ExportChangesDialog</name>
    <message>
        <source>Export my changes</source>
        <translation>导出我的修改</translation>
    </message>
    <message>
        <source>Changed since</source>
        <translation>起点版本</translation>
    </message>
    <message>
        <source>Planner</source>
        <translation>规划师</translation>
    </message>
    <message>
        <source>In the package</source>
        <translation>包里有</translation>
    </message>
    <message>
        <source>Your name, as colleagues know it</source>
        <translation>您的姓名</translation>
    </message>
    <message>
        <source>The other planner opens the same project and chooses “Merge changes from another planner”.</source>
        <translation>对方打开同一个项目，选择“合并他人的修改”即可。</translation>
    </message>
    <message>
        <source>Save the package…</source>
        <translation>保存修改包…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Looking at the changes</source>
        <translation>正在查看修改</translation>
    </message>
    <message>
        <source>Say who you are: features that two planners add are told apart by their names.</source>
        <translation>请填写姓名：两位规划师新增的要素靠姓名区分。</translation>
    </message>
    <message>
        <source>Exporting the changes</source>
        <translation>正在导出修改</translation>
    </message>
    <message>
        <source>the beginning of the project</source>
        <translation>项目建立时</translation>
    </message>
    <message>
        <source>{count} steps</source>
        <translation>{count} 步修改</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>……另有 {count} 项</translation>
    </message>
    <message>
        <source>Not in it, because layers were added, removed or got other fields: {names}</source>
        <translation>不在包里（图层有增删或字段变动）：{names}</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>没有内容</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export {name}</source>
        <translation>导出 {name}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>字符编码</translation>
    </message>
    <message>
        <source>Field names</source>
        <translation>字段名</translation>
    </message>
    <message>
        <source>One in which every value survives</source>
        <translation>自动（保证不丢字）</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Name in the file</source>
        <translation>文件中的名称</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Name the file that the layer is written to.</source>
        <translation>请填写要写入的文件。</translation>
    </message>
    <message>
        <source>Exporting the layer</source>
        <translation>正在导出图层</translation>
    </message>
</context>
<context>
    <name>Extent</name>
    <message>
        <source>Take what the map of the window shows</source>
        <translation>取主窗口地图的当前范围</translation>
    </message>
    <message>
        <source>Four numbers are needed: west, south, east, north.</source>
        <translation>需要四个数：西、南、东、北。</translation>
    </message>
</context>
<context>
    <name>FastDrawing</name>
    <message>
        <source>Preparing fast drawing</source>
        <translation>正在准备快速绘图</translation>
    </message>
</context>
<context>
    <name>FeatureCommands</name>
    <message>
        <source>{count} features were deleted; their land ({area}) lies free now.</source>
        <translation>已删除 {count} 个要素；它们的土地（{area}）现在空着。</translation>
    </message>
    <message>
        <source>Give it to the neighbour</source>
        <translation>并入邻面</translation>
    </message>
    <message>
        <source>No feature lies here</source>
        <translation>这里没有要素</translation>
    </message>
    <message>
        <source>{count} features of {layer}</source>
        <translation>{layer} 的 {count} 个要素</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete, land to the neighbour</source>
        <translation>删除，土地并入邻面</translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation>缩放到所选要素</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Fill the gap here</source>
        <translation>填补这里的空白</translation>
    </message>
</context>
<context>
    <name>FieldEditor</name>
    <message>
        <source>{what}: choose one.</source>
        <translation>{what}：请选择一个。</translation>
    </message>
    <message>
        <source>Type the shares as 1:2:3.</source>
        <translation>请按 1:2:3 的形式输入比例。</translation>
    </message>
    <message>
        <source>{what}: type a number from {low} to {high}.</source>
        <translation>{what}：请输入 {low} 到 {high} 之间的数。</translation>
    </message>
    <message>
        <source>{what}: type a number greater than 0.</source>
        <translation>{what}：请输入大于 0 的数。</translation>
    </message>
    <message>
        <source>{what}: type a number.</source>
        <translation>{what}：请输入一个数。</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
</context>
<context>
    <name>FieldLabels</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Status of the data</source>
        <translation>数据状态</translation>
    </message>
    <message>
        <source>Registered area</source>
        <translation>登记面积</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>数据来源</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Parcel number</source>
        <translation>地块编号</translation>
    </message>
    <message>
        <source>Land-use code</source>
        <translation>用地代码</translation>
    </message>
    <message>
        <source>Land use</source>
        <translation>用地名称</translation>
    </message>
    <message>
        <source>Floor area ratio, at most</source>
        <translation>容积率上限</translation>
    </message>
    <message>
        <source>Building density, at most</source>
        <translation>建筑密度上限</translation>
    </message>
    <message>
        <source>Green ratio, at least</source>
        <translation>绿地率下限</translation>
    </message>
    <message>
        <source>Building height, at most</source>
        <translation>建筑限高</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>分期</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Settlement attribute</source>
        <translation>城镇村属性</translation>
    </message>
    <message>
        <source>Least width</source>
        <translation>最小宽度</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>岸线类型</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Walkable</source>
        <translation>可步行</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Height of the base</source>
        <translation>底部高程</translation>
    </message>
    <message>
        <source>Eye height</source>
        <translation>视点高度</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>观景对象</translation>
    </message>
    <message>
        <source>Elevation</source>
        <translation>高程</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Noise level (WECPNL)</source>
        <translation>噪声级（WECPNL）</translation>
    </message>
    <message>
        <source>Assessments made</source>
        <translation>已做评估</translation>
    </message>
    <message>
        <source>Voltage (kV)</source>
        <translation>电压（kV）</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>行业</translation>
    </message>
    <message>
        <source>Type of building work</source>
        <translation>建设性质</translation>
    </message>
    <message>
        <source>In a national zone</source>
        <translation>位于国家级园区</translation>
    </message>
    <message>
        <source>Investment (10 000 yuan)</source>
        <translation>投资（万元）</translation>
    </message>
    <message>
        <source>Coal boilers (t/h)</source>
        <translation>燃煤锅炉（t/h）</translation>
    </message>
    <message>
        <source>Facilities</source>
        <translation>设施</translation>
    </message>
    <message>
        <source>Discharge</source>
        <translation>排水去向</translation>
    </message>
    <message>
        <source>Runoff control</source>
        <translation>径流总量控制率</translation>
    </message>
    <message>
        <source>Energy use (tce)</source>
        <translation>能耗（吨标准煤）</translation>
    </message>
</context>
<context>
    <name>FigureWords</name>
    <message>
        <source>By two corners</source>
        <translation>两个对角点</translation>
    </message>
    <message>
        <source>By an edge and the depth</source>
        <translation>一条边加进深</translation>
    </message>
    <message>
        <source>By centre and radius</source>
        <translation>圆心和半径</translation>
    </message>
    <message>
        <source>Through three places</source>
        <translation>过三点</translation>
    </message>
    <message>
        <source>Click a corner.</source>
        <translation>单击一个角点。</translation>
    </message>
    <message>
        <source>Click the opposite corner, or type ΔX and ΔY with Tab.</source>
        <translation>单击对角点，或按 Tab 输入 ΔX、ΔY。</translation>
    </message>
    <message>
        <source>Click where the edge begins.</source>
        <translation>单击边的起点。</translation>
    </message>
    <message>
        <source>Click where the edge ends, or type its length and bearing.</source>
        <translation>单击边的终点，或键入长度和方位角。</translation>
    </message>
    <message>
        <source>Click how deep the rectangle is.</source>
        <translation>单击确定进深。</translation>
    </message>
    <message>
        <source>Click the centre.</source>
        <translation>单击圆心。</translation>
    </message>
    <message>
        <source>Click a place on the circle, or type the radius.</source>
        <translation>单击圆上一点，或键入半径。</translation>
    </message>
    <message>
        <source>Click a place on the circle.</source>
        <translation>单击圆上第一点。</translation>
    </message>
    <message>
        <source>Click a second place on the circle.</source>
        <translation>单击圆上第二点。</translation>
    </message>
    <message>
        <source>Click a third place on the circle.</source>
        <translation>单击圆上第三点。</translation>
    </message>
</context>
<context>
    <name>File</name>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>FileQuestions</name>
    <message>
        <source>Open plan folder</source>
        <translation>打开规划文件夹</translation>
    </message>
    <message>
        <source>Open project or plan file</source>
        <translation>打开项目或规划文件</translation>
    </message>
    <message>
        <source>Projects and plan files (*.gpkg *.toml)</source>
        <translation>项目和规划文件 (*.gpkg *.toml)</translation>
    </message>
    <message>
        <source>Projects (*.gpkg)</source>
        <translation>项目 (*.gpkg)</translation>
    </message>
    <message>
        <source>Import layers</source>
        <translation>导入图层</translation>
    </message>
    <message>
        <source>Layers ({patterns})</source>
        <translation>图层 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Boundary-point file</source>
        <translation>界址点文件</translation>
    </message>
    <message>
        <source>Boundary points (*.txt)</source>
        <translation>界址点文件 (*.txt)</translation>
    </message>
    <message>
        <source>Export the layer</source>
        <translation>导出图层</translation>
    </message>
    <message>
        <source>Save the package</source>
        <translation>保存修改包</translation>
    </message>
    <message>
        <source>Change packages (*.lantuchanges)</source>
        <translation>修改包 (*.lantuchanges)</translation>
    </message>
    <message>
        <source>Merge changes from another planner</source>
        <translation>合并他人的修改</translation>
    </message>
    <message>
        <source>Add base map</source>
        <translation>添加底图</translation>
    </message>
    <message>
        <source>Base maps (*.mbtiles *.png *.jpg *.jpeg *.tif *.tiff)</source>
        <translation>底图 (*.mbtiles *.png *.jpg *.jpeg *.tif *.tiff)</translation>
    </message>
    <message>
        <source>Save the style</source>
        <translation>保存样式</translation>
    </message>
    <message>
        <source>Load a style</source>
        <translation>载入样式</translation>
    </message>
    <message>
        <source>Styles of QGIS (*.qml)</source>
        <translation>QGIS 样式 (*.qml)</translation>
    </message>
    <message>
        <source>Styles of OGC (*.sld *.xml)</source>
        <translation>OGC 样式 (*.sld *.xml)</translation>
    </message>
    <message>
        <source>Picture for the sheet</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.svg)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.svg)</translation>
    </message>
    <message>
        <source>Print to</source>
        <translation>打印到</translation>
    </message>
    <message>
        <source>Hand over into</source>
        <translation>交付到</translation>
    </message>
    <message>
        <source>Sign with</source>
        <translation>签名密钥</translation>
    </message>
    <message>
        <source>Key files (*.pem *.key)</source>
        <translation>密钥文件 (*.pem *.key)</translation>
    </message>
    <message>
        <source>Look in:</source>
        <translation>查找范围：</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>文件类型：</translation>
    </message>
</context>
<context>
    <name>FillDialog</name>
    <message>
        <source>{count} selected rows</source>
        <translation>已选的 {count} 行</translation>
    </message>
    <message>
        <source>{count} rows shown</source>
        <translation>当前显示的 {count} 行</translation>
    </message>
    <message>
        <source>Fill a field</source>
        <translation>填写字段</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>With</source>
        <translation>填入</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>One value</source>
        <translation>同一个值</translation>
    </message>
    <message>
        <source>Another field</source>
        <translation>另一个字段</translation>
    </message>
    <message>
        <source>The class name of a code</source>
        <translation>代码对应的用地名称</translation>
    </message>
    <message>
        <source>The area in m² ({definition})</source>
        <translation>以 m² 计的面积（{definition}）</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填写</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>One step: undo takes all of it back.</source>
        <translation>一步完成：撤销即可全部恢复。</translation>
    </message>
    <message>
        <source>Filling the field</source>
        <translation>正在填写字段</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>Go to</source>
        <translation>定位</translation>
    </message>
    <message>
        <source>Show this place on the map (Enter)</source>
        <translation>在地图上显示此处（回车）</translation>
    </message>
    <message>
        <source>What must change</source>
        <translation>如何修改</translation>
    </message>
    <message>
        <source>List what would make this rule clear (F9)</source>
        <translation>列出能使这条规则符合的改法（F9）</translation>
    </message>
    <message>
        <source>Leave it as it is, with a reason. It still counts.</source>
        <translation>写明理由后保持现状；仍照常计数。</translation>
    </message>
    <message>
        <source>Ignore…</source>
        <translation>忽略…</translation>
    </message>
    <message>
        <source>Take up again</source>
        <translation>重新处理</translation>
    </message>
    <message>
        <source>No longer ignore this finding</source>
        <translation>不再忽略这处问题</translation>
    </message>
    <message>
        <source>{measured}, beyond the limit by {over}</source>
        <translation>{measured}，超出 {over}</translation>
    </message>
    <message>
        <source>{area} (decides)</source>
        <translation>{area}（判定用）</translation>
    </message>
</context>
<context>
    <name>FindingInHand</name>
    <message>
        <source>Showing the place</source>
        <translation>正在定位</translation>
    </message>
    <message>
        <source>Looking for fixes</source>
        <translation>正在查找改法</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>符合</translation>
    </message>
    <message>
        <source>Not testable</source>
        <translation>无法检查</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>By project</source>
        <translation>按项目</translation>
    </message>
    <message>
        <source>List the review by project: affected, not affected, no data</source>
        <translation>按项目列出审查结果：受影响、不涉及、缺资料</translation>
    </message>
    <message>
        <source>Show or hide: {state}</source>
        <translation>显示或隐藏：{state}</translation>
    </message>
    <message>
        <source>Here is what the rules say about the plan and its projects.</source>
        <translation>这里显示规则对规划和项目的结论。</translation>
    </message>
    <message>
        <source>The plan is being opened…</source>
        <translation>正在打开规划…</translation>
    </message>
    <message>
        <source>The plan is being checked…</source>
        <translation>正在检查规划…</translation>
    </message>
    <message>
        <source>Open a plan folder with Ctrl+O.</source>
        <translation>请按 Ctrl+O 打开规划文件夹。</translation>
    </message>
    <message>
        <source>Check the plan with F5.</source>
        <translation>请按 F5 检查规划。</translation>
    </message>
</context>
<context>
    <name>FootRow</name>
    <message>
        <source>Saved</source>
        <translation>已存</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Drawing…</source>
        <translation>正在绘制…</translation>
    </message>
</context>
<context>
    <name>GradingPanel</name>
    <message>
        <source>Classes</source>
        <translation>分级方法</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Limits, unit</source>
        <translation>界限、单位</translation>
    </message>
    <message>
        <source>Reversed</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>Own limits: 0; 100; 200</source>
        <translation>自定界限：0; 100; 200</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>{total} values; a class holds its upper limit.</source>
        <translation>共 {total} 个数值；各级含上限。</translation>
    </message>
    <message>
        <source>Limits from a sample of {classed} of {total} values; a class holds its upper limit.</source>
        <translation>界限由 {total} 个数值中的 {classed} 个样本算出；各级含上限。</translation>
    </message>
</context>
<context>
    <name>HandoverCommands</name>
    <message>
        <source>Open a plan first: what is handed over is made of it.</source>
        <translation>请先打开规划：交付的内容由它生成。</translation>
    </message>
</context>
<context>
    <name>HandoverDialog</name>
    <message>
        <source>Hand over</source>
        <translation>交付</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Handing over…</source>
        <translation>正在交付…</translation>
    </message>
    <message>
        <source>Tick what is to be handed over.</source>
        <translation>请勾选要交付的内容。</translation>
    </message>
    <message>
        <source>Name the folder to write into.</source>
        <translation>请给出要写入的文件夹。</translation>
    </message>
    <message>
        <source>Waiting for the last edit…</source>
        <translation>正在等上一步编辑写完……</translation>
    </message>
    <message>
        <source>Handing over</source>
        <translation>正在交付</translation>
    </message>
    <message>
        <source>{n} files are written, all of one check.</source>
        <translation>已写出 {n} 个文件，全部出自同一次检查。</translation>
    </message>
    <message>
        <source>{n} files are written; {m} deliverables could not be made.</source>
        <translation>已写出 {n} 个文件；{m} 项未能生成。</translation>
    </message>
    <message>
        <source>Stopped. Nothing was written.</source>
        <translation>已停止，没有写出任何文件。</translation>
    </message>
    <message>
        <source>Looking at what can be handed over</source>
        <translation>正在查看可交付的内容</translation>
    </message>
    <message>
        <source>Looking at what can be handed over…</source>
        <translation>正在查看可交付的内容……</translation>
    </message>
</context>
<context>
    <name>HeadRow</name>
    <message>
        <source>Sheet</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Name under which the sheet is saved</source>
        <translation>图纸保存的名称</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>层次</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Steps of this layer</source>
        <translation>按图层筛选</translation>
    </message>
    <message>
        <source>Steps of this planner</source>
        <translation>按人员筛选</translation>
    </message>
    <message>
        <source>Back to here</source>
        <translation>回到此处</translation>
    </message>
    <message>
        <source>Undo or redo until this step is the last one in force.</source>
        <translation>撤销或重做，直到这一步成为最后生效的一步。</translation>
    </message>
    <message>
        <source>Compare with the present</source>
        <translation>与当前比较</translation>
    </message>
    <message>
        <source>Restore this version</source>
        <translation>恢复此版本</translation>
    </message>
    <message>
        <source>Bring the version back as one more step, which can be undone.</source>
        <translation>把该版本作为新的一步恢复，可以撤销。</translation>
    </message>
    <message>
        <source>Name of the version</source>
        <translation>版本名称</translation>
    </message>
    <message>
        <source>Set as version</source>
        <translation>设为版本</translation>
    </message>
    <message>
        <source>Give the present state a name.</source>
        <translation>给当前状态起个名字。</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Here is what was done in a project, by whom and when; every step can be undone.</source>
        <translation>这里记录项目里谁在何时做了什么，每一步都能撤销。</translation>
    </message>
    <message>
        <source>This plan was opened from files, which are never changed. Make a project of it to edit it.</source>
        <translation>这份规划是从文件打开的，源文件不会被改动。要编辑，请把它建成项目。</translation>
    </message>
    <message>
        <source>Open a plan with Ctrl+O, or a project with Ctrl+Shift+O.</source>
        <translation>按 Ctrl+O 打开规划，或按 Ctrl+Shift+O 打开项目。</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>全部图层</translation>
    </message>
    <message>
        <source>All planners</source>
        <translation>全部人员</translation>
    </message>
    <message>
        <source>The project stands here.</source>
        <translation>项目当前处于这一步。</translation>
    </message>
    <message>
        <source>Undone; can be brought back.</source>
        <translation>已撤销，可以重做。</translation>
    </message>
    <message>
        <source>Version: {names}</source>
        <translation>版本：{names}</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>……另有 {count} 项</translation>
    </message>
    <message>
        <source>Since version “{name}”:</source>
        <translation>自版本“{name}”以来：</translation>
    </message>
    <message>
        <source>Nothing is different.</source>
        <translation>没有差别。</translation>
    </message>
    <message>
        <source>The map shows the first {count} features.</source>
        <translation>地图上标出前 {count} 个要素。</translation>
    </message>
</context>
<context>
    <name>HistoryRows</name>
    <message>
        <source>Beginning</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>HoleTool</name>
    <message>
        <source>Draw the outline of the hole inside of a polygon.</source>
        <translation>在面的里面画洞的轮廓。</translation>
    </message>
</context>
<context>
    <name>Ignoring</name>
    <message>
        <source>Reading the project</source>
        <translation>正在读取项目</translation>
    </message>
    <message>
        <source>Ignoring the finding</source>
        <translation>正在忽略问题</translation>
    </message>
    <message>
        <source>Taking the finding up again</source>
        <translation>正在重新处理问题</translation>
    </message>
</context>
<context>
    <name>IgnoringForm</name>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>决定人</translation>
    </message>
    <message>
        <source>Why it may stay as it is</source>
        <translation>为什么可以保持现状</translation>
    </message>
    <message>
        <source>Say why it may stay: the reason is printed.</source>
        <translation>请写明原因：它会印在报告里。</translation>
    </message>
    <message>
        <source>Say who decides this.</source>
        <translation>请写明由谁决定。</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import layers</source>
        <translation>导入图层</translation>
    </message>
    <message>
        <source>Layers of the files</source>
        <translation>文件中的图层</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Looking into the files</source>
        <translation>正在查看文件</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Import {count} layers</source>
        <translation>导入 {count} 个图层</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Preparing the preview</source>
        <translation>正在准备预览</translation>
    </message>
    <message>
        <source>Reading again</source>
        <translation>正在重新读取</translation>
    </message>
</context>
<context>
    <name>ImportForm</name>
    <message>
        <source>What the layer is</source>
        <translation>图层用途</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>字符编码</translation>
    </message>
    <message>
        <source>Coordinate system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>for example EPSG:4546</source>
        <translation>例如 EPSG:4546</translation>
    </message>
    <message>
        <source>This cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Nothing needs mending.</source>
        <translation>没有需要修正的问题。</translation>
    </message>
    <message>
        <source>What needs mending</source>
        <translation>需要修正的问题</translation>
    </message>
    <message>
        <source>features: {count}</source>
        <translation>{count} 个要素</translation>
    </message>
    <message>
        <source>No role</source>
        <translation>不指定</translation>
    </message>
    <message>
        <source>Judged by its name or its fields: please confirm.</source>
        <translation>按名称或字段推测，请确认。</translation>
    </message>
    <message>
        <source>The file does not say.</source>
        <translation>文件没有说明坐标系。</translation>
    </message>
    <message>
        <source>Done already while reading. Choose another encoding if the text is wrong.</source>
        <translation>读取时已经这样处理；如文字仍不对，请换一种编码。</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Preview: {what}</source>
        <translation>预览：{what}</translation>
    </message>
</context>
<context>
    <name>ImportPreview</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>修正前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>修正后</translation>
    </message>
    <message>
        <source>(removed)</source>
        <translation>（删除）</translation>
    </message>
    <message>
        <source>geometry</source>
        <translation>图形</translation>
    </message>
    <message>
        <source>coordinate system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>Tick a repair to see what it changes.</source>
        <translation>勾选一项修正，可预览它改了什么。</translation>
    </message>
    <message>
        <source>{what}: changes no row.</source>
        <translation>{what}：没有记录会改变。</translation>
    </message>
    <message>
        <source>{what}: the first rows that change</source>
        <translation>{what}：最先改变的几行</translation>
    </message>
</context>
<context>
    <name>Keeper</name>
    <message>
        <source>Saving the sheet</source>
        <translation>保存图纸</translation>
    </message>
</context>
<context>
    <name>LabelDialog</name>
    <message>
        <source>Labels of {name}</source>
        <translation>{name} 的标注</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>字号</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Rim</source>
        <translation>描边</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Scales</source>
        <translation>比例尺范围</translation>
    </message>
    <message>
        <source>Repeat after</source>
        <translation>重复间距</translation>
    </message>
    <message>
        <source>Nearest scale</source>
        <translation>最大比例尺</translation>
    </message>
    <message>
        <source>Label this layer</source>
        <translation>标注此图层</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>加粗</translation>
    </message>
    <message>
        <source>Beside parcels that are too small, with a line</source>
        <translation>图斑放不下时引线标注</translation>
    </message>
    <message>
        <source>Insert a field</source>
        <translation>插入字段</translation>
    </message>
    <message>
        <source>By the fill</source>
        <translation>随底色</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>every feature</source>
        <translation>逐个标注</translation>
    </message>
    <message>
        <source>Inside, where it fits</source>
        <translation>面内，放得下才标</translation>
    </message>
    <message>
        <source>Over the middle</source>
        <translation>面中央，可压边</translation>
    </message>
    <message>
        <source>Along the line</source>
        <translation>沿线</translation>
    </message>
    <message>
        <source>Beside the point</source>
        <translation>点旁</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>mu</source>
        <translation>亩</translation>
    </message>
    <message>
        <source>Name of the class in the legend</source>
        <translation>图例中的类名</translation>
    </message>
</context>
<context>
    <name>LayerTree</name>
    <message>
        <source>illus.</source>
        <translation>示意</translation>
    </message>
    <message>
        <source>* Drawn by defaults of the software, not by values of a standard.</source>
        <translation>* 软件默认样式，非规范值。</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Here are the layers of the plan, with their legend.</source>
        <translation>这里显示规划的图层和图例。</translation>
    </message>
    <message>
        <source>Open a plan folder with Ctrl+O.</source>
        <translation>请按 Ctrl+O 打开规划文件夹。</translation>
    </message>
    <message>
        <source>Zoom to layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <source>Show only this layer</source>
        <translation>只显示此图层</translation>
    </message>
    <message>
        <source>Show all layers</source>
        <translation>显示全部图层</translation>
    </message>
    <message>
        <source>Show the classes</source>
        <translation>展开图例</translation>
    </message>
    <message>
        <source>Hide the classes</source>
        <translation>收起图例</translation>
    </message>
    <message>
        <source>Draw above all others</source>
        <translation>置于最上</translation>
    </message>
    <message>
        <source>Draw below all others</source>
        <translation>置于最下</translation>
    </message>
    <message>
        <source>Symbols…</source>
        <translation>符号…</translation>
    </message>
    <message>
        <source>Labels…</source>
        <translation>标注…</translation>
    </message>
    <message>
        <source>Export the layer…</source>
        <translation>导出图层…</translation>
    </message>
    <message>
        <source>Rename the layer…</source>
        <translation>重命名图层…</translation>
    </message>
    <message>
        <source>Remove the layer</source>
        <translation>移除图层</translation>
    </message>
    <message>
        <source>What the layer is</source>
        <translation>图层用途</translation>
    </message>
    <message>
        <source>No role</source>
        <translation>不指定</translation>
    </message>
    <message>
        <source>Not drawn: its coordinate system is not known.</source>
        <translation>未绘制：坐标系不明。</translation>
    </message>
    <message>
        <source>Illustrative: for demonstration, not a planning fact.</source>
        <translation>示意数据：仅供演示，不是规划成果。</translation>
    </message>
    <message>
        <source>* Drawn by defaults of the software, not by values of a standard.</source>
        <translation>* 软件默认样式，非规范值。</translation>
    </message>
    <message>
        <source>Not drawn at this scale: zoom in to 1:{scale} or nearer.</source>
        <translation>当前比例尺不显示：请放大到 1:{scale} 或更大。</translation>
    </message>
    <message>
        <source>Not drawn at this scale: zoom out to 1:{scale} or farther.</source>
        <translation>当前比例尺不显示：请缩小到 1:{scale} 或更小。</translation>
    </message>
</context>
<context>
    <name>LinkedViews</name>
    <message>
        <source>Table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Reading the features</source>
        <translation>正在读取要素</translation>
    </message>
    <message>
        <source>Going there</source>
        <translation>正在定位</translation>
    </message>
    <message>
        <source>This feature has no shape.</source>
        <translation>这个要素没有图形。</translation>
    </message>
</context>
<context>
    <name>LiveAnswers</name>
    <message>
        <source>Making the live check ready</source>
        <translation>正在准备即时检查</translation>
    </message>
    <message>
        <source>Checking what the edit affects</source>
        <translation>正在检查编辑的影响</translation>
    </message>
</context>
<context>
    <name>Locator</name>
    <message>
        <source>Overview of the plan</source>
        <translation>规划全貌</translation>
    </message>
    <message>
        <source>Show or fold away the overview</source>
        <translation>展开或收起全貌图</translation>
    </message>
</context>
<context>
    <name>LotFields</name>
    <message>
        <source>Width</source>
        <translation>面宽</translation>
    </message>
    <message>
        <source>Width of a lot in metres</source>
        <translation>每块面宽（米）</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>进深</translation>
    </message>
    <message>
        <source>Depth of a lot in metres</source>
        <translation>每块进深（米）</translation>
    </message>
    <message>
        <source>In a row</source>
        <translation>每排</translation>
    </message>
    <message>
        <source>Lots in a row</source>
        <translation>每排块数</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>排数</translation>
    </message>
    <message>
        <source>Rows of lots</source>
        <translation>地块排数</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>道路宽</translation>
    </message>
    <message>
        <source>Width of the street after every two rows in metres; 0: none</source>
        <translation>每两排之间的道路宽（米），0 为没有</translation>
    </message>
</context>
<context>
    <name>LotWords</name>
    <message>
        <source>Set sizes and counts, then click the corner where the lots begin.</source>
        <translation>先定尺寸和数目，再单击起始角点。</translation>
    </message>
    <message>
        <source>Click the direction of the row: the lots lie to its right.</source>
        <translation>单击确定排列方向：地块在方向线的右侧。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Recover…</source>
        <translation>恢复…</translation>
    </message>
    <message>
        <source>Lantu made a mistake and could not finish. The plan&apos;s files are unchanged. ({what})</source>
        <translation>软件出错，未能完成。规划文件没有改动。（{what}）</translation>
    </message>
    <message>
        <source>Open a plan first: a sheet shows its zoning.</source>
        <translation>请先打开规划，再打印用地规划图。</translation>
    </message>
    <message>
        <source>No layer can be drawn: no coordinate system is known. Name one in plan.toml (crs).</source>
        <translation>没有可绘制的图层：坐标系不明。请在 plan.toml 中用 crs 指明。</translation>
    </message>
    <message>
        <source>Preparing coordinates</source>
        <translation>准备坐标换算</translation>
    </message>
    <message>
        <source>Illustrative data: not a planning fact</source>
        <translation>示意数据，不是规划成果</translation>
    </message>
    <message>
        <source>Sent to the printer: {n} pages</source>
        <translation>已发送到打印机：{n} 页</translation>
    </message>
    <message>
        <source>Printed {paper} at {scale}: {path}</source>
        <translation>已按 {paper}、{scale} 打印：{path}</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Lantu</source>
        <translation>蓝图</translation>
    </message>
</context>
<context>
    <name>MapLabels</name>
    <message>
        <source>Labelling the layer</source>
        <translation>标注图层</translation>
    </message>
    <message>
        <source>Preparing labels</source>
        <translation>准备标注</translation>
    </message>
    <message>
        <source>Reading the labels</source>
        <translation>读取标注</translation>
    </message>
</context>
<context>
    <name>MapSelecting</name>
    <message>
        <source>Selecting</source>
        <translation>正在选择</translation>
    </message>
</context>
<context>
    <name>Measuring</name>
    <message>
        <source>This step {length}, bearing {bearing} (true {azimuth})</source>
        <translation>本段 {length}，坐标方位角 {bearing}（大地方位角 {azimuth}）</translation>
    </message>
    <message>
        <source>Length {planar} planar, {geodesic} on the ellipsoid</source>
        <translation>总长 平面 {planar}，椭球面 {geodesic}</translation>
    </message>
    <message>
        <source>The outline crosses itself: it has no area.</source>
        <translation>边线自相交，没有面积。</translation>
    </message>
    <message>
        <source>Ellipsoidal area {area}</source>
        <translation>椭球面积 {area}</translation>
    </message>
    <message>
        <source>Planar area {area}</source>
        <translation>平面面积 {area}</translation>
    </message>
    <message>
        <source>Outline {planar} planar, {geodesic} on the ellipsoid</source>
        <translation>周长 平面 {planar}，椭球面 {geodesic}</translation>
    </message>
    <message>
        <source>Ctrl+C copies, Esc clears</source>
        <translation>Ctrl+C 复制，Esc 清除</translation>
    </message>
    <message>
        <source>The result was copied.</source>
        <translation>结果已复制。</translation>
    </message>
    <message>
        <source>From E</source>
        <translation>起点东</translation>
    </message>
    <message>
        <source>From N</source>
        <translation>起点北</translation>
    </message>
    <message>
        <source>Planar m</source>
        <translation>平面长 m</translation>
    </message>
    <message>
        <source>Geodesic m</source>
        <translation>椭球面长 m</translation>
    </message>
    <message>
        <source>Bearing °</source>
        <translation>坐标方位角 °</translation>
    </message>
    <message>
        <source>True bearing °</source>
        <translation>大地方位角 °</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在量算</translation>
    </message>
</context>
<context>
    <name>Mending</name>
    <message>
        <source>Choose a finding that is in conflict or uncertain.</source>
        <translation>请先选一条冲突或不确定的结论。</translation>
    </message>
    <message>
        <source>Looking for what must change</source>
        <translation>正在寻找改法</translation>
    </message>
    <message>
        <source>Applying the suggestion</source>
        <translation>正在应用改法</translation>
    </message>
    <message>
        <source>Solved: {rule} no longer concerns this. Undo takes the change back.</source>
        <translation>已解决：{rule} 不再涉及此处。可以撤销。</translation>
    </message>
    <message>
        <source>Solved: {rule} is clear now. Undo takes the change back.</source>
        <translation>已解决：{rule} 现在符合。可以撤销。</translation>
    </message>
    <message>
        <source>{rule} is still not clear. Undo takes the change back.</source>
        <translation>{rule} 仍不符合。可以撤销这一步。</translation>
    </message>
</context>
<context>
    <name>MergeDialog</name>
    <message>
        <source>Merge changes from another planner</source>
        <translation>合并他人的修改</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>Keep mine (M)</source>
        <translation>保留我方 (M)</translation>
    </message>
    <message>
        <source>Take theirs (T)</source>
        <translation>采用对方 (T)</translation>
    </message>
    <message>
        <source>Leave open</source>
        <translation>暂不决定</translation>
    </message>
    <message>
        <source>All mine</source>
        <translation>全部保留我方</translation>
    </message>
    <message>
        <source>All theirs</source>
        <translation>全部采用对方</translation>
    </message>
    <message>
        <source>Theirs where nothing clashes</source>
        <translation>不相冲突的采用对方</translation>
    </message>
    <message>
        <source>Take theirs where you changed other values of the same feature.</source>
        <translation>同一要素双方改的内容不同时，采用对方的修改，您的也保留。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Up and down go through the list; M keeps mine, T takes theirs. Enter merges.</source>
        <translation>上下键移动；M 保留我方，T 采用对方；回车合并。</translation>
    </message>
    <message>
        <source>Comparing both sides</source>
        <translation>正在对照双方</translation>
    </message>
    <message>
        <source>Theirs cannot be taken here: {why}</source>
        <translation>无法采用对方的修改：{why}</translation>
    </message>
    <message>
        <source>{count} of them cannot be taken here and stay open.</source>
        <translation>其中 {count} 项无法采用，仍未决定。</translation>
    </message>
    <message>
        <source>Theirs taken where nothing clashes: {count}</source>
        <translation>已采用不相冲突的 {count} 项</translation>
    </message>
    <message>
        <source>{count} conflicts are open. Merged now, yours stay as they are; theirs can be saved.</source>
        <translation>还有 {count} 处冲突未决定。现在合并，这些保持您的样子，对方的可以另存。</translation>
    </message>
    <message>
        <source>a planner without a name</source>
        <translation>未署名的规划师</translation>
    </message>
    <message>
        <source>Changes of {author}</source>
        <translation>{author} 的修改</translation>
    </message>
    <message>
        <source>Taken: {taken} · already the same: {already} · conflicts: {conflicts}, {rest} of them open</source>
        <translation>直接采用 {taken} · 已经相同 {already} · 冲突 {conflicts}，其中未定 {rest}</translation>
    </message>
    <message>
        <source>Not in the package, because layers were added, removed or got other fields: {names}</source>
        <translation>不在包里（图层有增删或字段变动）：{names}</translation>
    </message>
    <message>
        <source>Merge, mine stays for {count}</source>
        <translation>合并，{count} 处保留我方</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>{steps} steps since the beginning of the project</source>
        <translation>项目建立以来的 {steps} 步修改</translation>
    </message>
    <message>
        <source>{steps} steps since version “{name}”</source>
        <translation>自版本“{name}”以来的 {steps} 步修改</translation>
    </message>
    <message>
        <source>{steps} steps since version “{name}”, which this project does not have: values decide alone.</source>
        <translation>自版本“{name}”以来的 {steps} 步；本项目没有这个版本，只按数值判断。</translation>
    </message>
</context>
<context>
    <name>MergeResult</name>
    <message>
        <source>Merged</source>
        <translation>已合并</translation>
    </message>
    <message>
        <source>a planner without a name</source>
        <translation>未署名的规划师</translation>
    </message>
    <message>
        <source>The changes of {author} are merged as one step. Undo takes them back.</source>
        <translation>{author} 的修改已合并为一步，可以撤销。</translation>
    </message>
    <message>
        <source>Borders no longer match in {count} places that were sound before:</source>
        <translation>有 {count} 处边界原来吻合，合并后不再吻合：</translation>
    </message>
    <message>
        <source>{count} conflicts stayed as you had them. Theirs can be saved as a package and merged later.</source>
        <translation>{count} 处冲突保持您的样子。对方的可以另存为修改包，以后再合并。</translation>
    </message>
    <message>
        <source>Places where borders do not match</source>
        <translation>边界不吻合的地方</translation>
    </message>
    <message>
        <source>Open the topology list</source>
        <translation>打开拓扑检查</translation>
    </message>
    <message>
        <source>Save what was not taken…</source>
        <translation>另存未采用的…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>a new feature</source>
        <translation>新要素</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message (Esc)</source>
        <translation>关闭消息（Esc）</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>MirrorTool</name>
    <message>
        <source>Click a feature to select it.</source>
        <translation>点选一个要素。</translation>
    </message>
    <message>
        <source>Click the first place of the axis.</source>
        <translation>点对称轴的第一点。</translation>
    </message>
    <message>
        <source>Click the second place of the axis; Esc gives the first one up.</source>
        <translation>点对称轴的第二点；Esc 放弃第一点。</translation>
    </message>
</context>
<context>
    <name>MoveTool</name>
    <message>
        <source>Drag a feature, or one of its vertices to snap it; or type how far and press Enter.</source>
        <translation>拖动要素，或拖它的顶点以便捕捉；也可输入位移后按回车。</translation>
    </message>
    <message>
        <source>Moved by {length}, bearing {bearing}°</source>
        <translation>移动 {length}，方位角 {bearing}°</translation>
    </message>
</context>
<context>
    <name>NewFeatures</name>
    <message>
        <source>Reading the classes of the layer</source>
        <translation>正在读取图层的用地分类</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>A share is no less than nought.</source>
        <translation>频率不能小于零。</translation>
    </message>
    <message>
        <source>Write numbers, separated by commas.</source>
        <translation>请填数字，用逗号分隔。</translation>
    </message>
</context>
<context>
    <name>OperationFields</name>
    <message>
        <source>Apply</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>Carry it out (Enter)</source>
        <translation>执行（回车）</translation>
    </message>
</context>
<context>
    <name>OperationTool</name>
    <message>
        <source>Reading the features</source>
        <translation>正在读取要素</translation>
    </message>
</context>
<context>
    <name>OperationWords</name>
    <message>
        <source>Click one feature to select it.</source>
        <translation>点选一个要素。</translation>
    </message>
    <message>
        <source>Select at least two features: click one, then others with Shift held down.</source>
        <translation>至少选中两个要素：先点一个，再按住 Shift 点其他的。</translation>
    </message>
    <message>
        <source>Click a feature to select it; with Shift held down several.</source>
        <translation>点选要素；按住 Shift 可选多个。</translation>
    </message>
    <message>
        <source>This is for one feature: click the one that is meant.</source>
        <translation>只能用于一个要素：请点选要处理的那个。</translation>
    </message>
    <message>
        <source>{figures} Enter applies.</source>
        <translation>{figures}按回车执行。</translation>
    </message>
</context>
<context>
    <name>PackUse</name>
    <message>
        <source>Changing the rules</source>
        <translation>正在更换规则</translation>
    </message>
</context>
<context>
    <name>PackageCommands</name>
    <message>
        <source>Reading the package</source>
        <translation>正在读取修改包</translation>
    </message>
    <message>
        <source>Everything in {file} is here already.</source>
        <translation>{file} 里的修改这里都已经有了。</translation>
    </message>
    <message>
        <source>Merging the changes</source>
        <translation>正在合并修改</translation>
    </message>
    <message>
        <source>a planner without a name</source>
        <translation>未署名的规划师</translation>
    </message>
    <message>
        <source>The changes of {author} are merged as one step. Undo takes them back.</source>
        <translation>{author} 的修改已合并为一步，可以撤销。</translation>
    </message>
    <message>
        <source>Saving what was not taken</source>
        <translation>正在另存未采用的修改</translation>
    </message>
    <message>
        <source>Saved to {path}</source>
        <translation>已保存到 {path}</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>已导出到 {path}</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Showing the conflict</source>
        <translation>正在显示冲突</translation>
    </message>
    <message>
        <source>Showing the place</source>
        <translation>正在显示位置</translation>
    </message>
</context>
<context>
    <name>PageForm</name>
    <message>
        <source>Name of the sheet</source>
        <translation>图名</translation>
    </message>
    <message>
        <source>A sheet for each</source>
        <translation>每要素一图</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>图幅</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Legend and tables</source>
        <translation>图例与表格</translation>
    </message>
    <message>
        <source>Binding margin</source>
        <translation>装订边</translation>
    </message>
    <message>
        <source>Other margins</source>
        <translation>其余页边</translation>
    </message>
    <message>
        <source>Width beside the maps</source>
        <translation>旁栏宽</translation>
    </message>
    <message>
        <source>Height below the maps</source>
        <translation>下栏高</translation>
    </message>
    <message>
        <source>Height of the title</source>
        <translation>图名栏高</translation>
    </message>
    <message>
        <source>Height of the strip</source>
        <translation>签栏高</translation>
    </message>
    <message>
        <source>Begin again with</source>
        <translation>改用模板</translation>
    </message>
    <message>
        <source>Use this template</source>
        <translation>使用此模板</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>横幅</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>竖幅</translation>
    </message>
    <message>
        <source>Where the map is largest</source>
        <translation>地图最大处</translation>
    </message>
    <message>
        <source>Beside the maps</source>
        <translation>图区旁</translation>
    </message>
    <message>
        <source>Below the maps</source>
        <translation>图区下方</translation>
    </message>
    <message>
        <source>as the standard has it</source>
        <translation>按标准</translation>
    </message>
    <message>
        <source>the plan as a whole</source>
        <translation>整个规划</translation>
    </message>
</context>
<context>
    <name>ParameterWords</name>
    <message>
        <source>A number is needed.</source>
        <translation>这里需要数字。</translation>
    </message>
    <message>
        <source>It must be between {low} and {high}.</source>
        <translation>应在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未填</translation>
    </message>
</context>
<context>
    <name>PartLabels</name>
    <message>
        <source>Zone</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>片区</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>Growth</source>
        <translation>增长</translation>
    </message>
    <message>
        <source>Land use</source>
        <translation>用地名称</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Feature</source>
        <translation>要素</translation>
    </message>
    <message>
        <source>Rate by counting</source>
        <translation>绿化率口径</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>计入</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>总量</translation>
    </message>
    <message>
        <source>Without data</source>
        <translation>无数据</translation>
    </message>
    <message>
        <source>Share of</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Narrowest</source>
        <translation>最窄处</translation>
    </message>
    <message>
        <source>Asked width</source>
        <translation>要求宽度</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>段数</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>行业</translation>
    </message>
    <message>
        <source>Facility</source>
        <translation>设施</translation>
    </message>
    <message>
        <source>Discharge</source>
        <translation>排水去向</translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>of the footprint</source>
        <translation>占项目用地</translation>
    </message>
    <message>
        <source>ecological belt</source>
        <translation>生态带</translation>
    </message>
    <message>
        <source>core area</source>
        <translation>核心区</translation>
    </message>
    <message>
        <source>new area</source>
        <translation>新区</translation>
    </message>
    <message>
        <source>planted</source>
        <translation>绿化用地</translation>
    </message>
    <message>
        <source>planted and water</source>
        <translation>绿化用地加水域</translation>
    </message>
    <message>
        <source>planted, water and cropland</source>
        <translation>绿化用地加水域、耕地</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>计入</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未填</translation>
    </message>
    <message>
        <source>in all</source>
        <translation>合计</translation>
    </message>
</context>
<context>
    <name>PassportDialog</name>
    <message>
        <source>Parcel passport</source>
        <translation>标准地档案</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文字</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Working out what holds for this land…</source>
        <translation>正在整理这块地的条件…</translation>
    </message>
    <message>
        <source>Working out the passport</source>
        <translation>正在整理标准地档案</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>What the plan allows</source>
        <translation>规划条件</translation>
    </message>
    <message>
        <source>No parcel of the plan lies here.</source>
        <translation>规划用地图层没有覆盖这块地。</translation>
    </message>
    <message>
        <source>Regional assessments</source>
        <translation>区域评估</translation>
    </message>
    <message>
        <source>Open rules {count}</source>
        <translation>未了结的规则 {count}</translation>
    </message>
    <message>
        <source>{count} others are clear.</source>
        <translation>其余 {count} 条符合。</translation>
    </message>
    <message>
        <source>{name}: {share} % of this land</source>
        <translation>{name}：占本地块 {share} %</translation>
    </message>
</context>
<context>
    <name>PasteDialog</name>
    <message>
        <source>Paste features</source>
        <translation>粘贴要素</translation>
    </message>
    <message>
        <source>{count} points</source>
        <translation>{count} 个点</translation>
    </message>
    <message>
        <source>{count} lines</source>
        <translation>{count} 条线</translation>
    </message>
    <message>
        <source>{count} polygons</source>
        <translation>{count} 个面</translation>
    </message>
    <message>
        <source>On the clipboard: {what}</source>
        <translation>剪贴板里有 {what}</translation>
    </message>
    <message>
        <source>Into layer</source>
        <translation>放入图层</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>与相邻面</translation>
    </message>
    <message>
        <source>Take free land only</source>
        <translation>只占空地</translation>
    </message>
    <message>
        <source>Take the land from neighbours</source>
        <translation>从相邻面中划出</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>No layer holds features of this kind.</source>
        <translation>没有同类几何的图层。</translation>
    </message>
    <message>
        <source>Fields taken over: {names}</source>
        <translation>带入的字段：{names}</translation>
    </message>
    <message>
        <source>Not in the layer, left out: {names}</source>
        <translation>图层没有、不带入的字段：{names}</translation>
    </message>
    <message>
        <source>The coordinates are taken to be in the system of the layer.</source>
        <translation>坐标按图层的坐标系理解。</translation>
    </message>
    <message>
        <source>The coordinates are in {crs} and are transformed where the layer is in another system.</source>
        <translation>坐标为 {crs}；图层坐标系不同时自动转换。</translation>
    </message>
</context>
<context>
    <name>Pasting</name>
    <message>
        <source>Nothing is selected: click or box features, then copy.</source>
        <translation>没有选中要素：请先点选或框选，再复制。</translation>
    </message>
    <message>
        <source>Copied: {count} features of {layer}</source>
        <translation>已复制 {layer} 的 {count} 个要素</translation>
    </message>
    <message>
        <source>not everything that is selected</source>
        <translation>不是选中的全部</translation>
    </message>
    <message>
        <source>Copying the features</source>
        <translation>正在复制要素</translation>
    </message>
    <message>
        <source>Reading the clipboard</source>
        <translation>正在读取剪贴板</translation>
    </message>
    <message>
        <source>Pasted: {count} features into {layer}</source>
        <translation>已粘贴 {count} 个要素到 {layer}</translation>
    </message>
    <message>
        <source>Pasting the features</source>
        <translation>正在粘贴要素</translation>
    </message>
</context>
<context>
    <name>PathFigures</name>
    <message>
        <source>Length {length} m  bearing {bearing}</source>
        <translation>长 {length} m  方位角 {bearing}</translation>
    </message>
    <message>
        <source>angle {angle}</source>
        <translation>转角 {angle}</translation>
    </message>
    <message>
        <source>The outline crosses itself.</source>
        <translation>边线自相交。</translation>
    </message>
    <message>
        <source>Planar area {area}</source>
        <translation>平面面积 {area}</translation>
    </message>
    <message>
        <source>Ellipsoidal area {area}</source>
        <translation>椭球面积 {area}</translation>
    </message>
</context>
<context>
    <name>PathWords</name>
    <message>
        <source>Click the first place; Tab types its coordinates.</source>
        <translation>单击第一点；按 Tab 输入坐标。</translation>
    </message>
    <message>
        <source>Click the next place, or type a length; Backspace takes one back, Esc gives up.</source>
        <translation>单击下一点，或直接键入长度；退格取消上一点，Esc 放弃。</translation>
    </message>
    <message>
        <source>Enter, a double click or the right button finishes. A arc, T trace, K construction line.</source>
        <translation>回车、双击或右键完成。A 圆弧，T 描边，K 辅助线。</translation>
    </message>
    <message>
        <source>Enter, a double click or the right button finishes; C closes. A arc, T trace.</source>
        <translation>回车、双击或右键完成，C 闭合。A 圆弧，T 描边。</translation>
    </message>
    <message>
        <source>Arc: click a place on it, then its end. A goes back to straight edges.</source>
        <translation>圆弧：先单击弧上一点，再单击终点。A 回到直线。</translation>
    </message>
    <message>
        <source>Tracing the other way round. Shift+T the shorter way, T ends.</source>
        <translation>正沿另一侧描边。Shift+T 走短的一侧，T 结束描边。</translation>
    </message>
    <message>
        <source>Tracing: click where to leave the border. Shift+T the other way round, T ends.</source>
        <translation>描边：单击离开边界的点。Shift+T 走另一侧，T 结束描边。</translation>
    </message>
</context>
<context>
    <name>Pointing</name>
    <message>
        <source>Showing the step</source>
        <translation>正在显示这一步</translation>
    </message>
    <message>
        <source>Showing the place</source>
        <translation>正在显示位置</translation>
    </message>
</context>
<context>
    <name>ProjectCommands</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Open a plan first: a project is made of it.</source>
        <translation>请先打开规划，再用它建立项目。</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>recovered</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Recover into a new project</source>
        <translation>恢复到新项目</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存副本</translation>
    </message>
    <message>
        <source>Saving a copy</source>
        <translation>正在另存副本</translation>
    </message>
    <message>
        <source>Copied to {path}</source>
        <translation>已复制到 {path}</translation>
    </message>
    <message>
        <source>Looking into the files</source>
        <translation>正在查看文件</translation>
    </message>
    <message>
        <source>Choose a layer in the tree first.</source>
        <translation>请先在图层树中选择一个图层。</translation>
    </message>
    <message>
        <source>Rename the layer</source>
        <translation>重命名图层</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>没有可重做的操作。</translation>
    </message>
    <message>
        <source>Read-only: {reason}</source>
        <translation>只读：{reason}</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存副本…</translation>
    </message>
    <message>
        <source>Open a plan or a project first.</source>
        <translation>请先打开规划或项目。</translation>
    </message>
    <message>
        <source>This plan was opened from files, which are never changed. Make a project of it to edit it.</source>
        <translation>这份规划是从文件打开的，源文件不会被改动。要编辑，请把它建成项目。</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Done: {what}</source>
        <translation>已完成：{what}</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>已导出到 {path}</translation>
    </message>
    <message>
        <source>What was there before is kept as {names}</source>
        <translation>原有文件保留为 {names}</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>ProjectDesk</name>
    <message>
        <source>Closing the project</source>
        <translation>正在关闭项目</translation>
    </message>
    <message>
        <source>Reading the project</source>
        <translation>正在读取项目</translation>
    </message>
    <message>
        <source>Undoing</source>
        <translation>正在撤销</translation>
    </message>
    <message>
        <source>Redoing</source>
        <translation>正在重做</translation>
    </message>
    <message>
        <source>Going back in the history</source>
        <translation>正在回到历史中的一步</translation>
    </message>
    <message>
        <source>Naming the version</source>
        <translation>正在设定版本</translation>
    </message>
    <message>
        <source>Going back to the version</source>
        <translation>正在恢复版本</translation>
    </message>
    <message>
        <source>Removing the layer</source>
        <translation>正在移除图层</translation>
    </message>
    <message>
        <source>Renaming the layer</source>
        <translation>正在重命名图层</translation>
    </message>
    <message>
        <source>Changing the role</source>
        <translation>正在修改图层用途</translation>
    </message>
    <message>
        <source>Looking at the step</source>
        <translation>正在查看这一步</translation>
    </message>
    <message>
        <source>Comparing with the version</source>
        <translation>正在与版本比较</translation>
    </message>
</context>
<context>
    <name>ProjectLists</name>
    <message>
        <source>Search the projects</source>
        <translation>搜索项目</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Affected</source>
        <translation>受影响</translation>
    </message>
    <message>
        <source>Checked, not affected</source>
        <translation>已查，不涉及</translation>
    </message>
    <message>
        <source>No data</source>
        <translation>缺资料</translation>
    </message>
    <message>
        <source>Listing the projects</source>
        <translation>正在按项目整理</translation>
    </message>
    <message>
        <source>{count} projects</source>
        <translation>{count} 个项目</translation>
    </message>
    <message>
        <source>The first {listed} of {count} projects; search for others.</source>
        <translation>共 {count} 个项目，列出前 {listed} 个；其余请搜索。</translation>
    </message>
</context>
<context>
    <name>PropertiesPanel</name>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>{n} elements</source>
        <translation>已选 {n} 个要素</translation>
    </message>
    <message>
        <source>Move, align or delete them together; choose one to edit what it says.</source>
        <translation>可一起移动、对齐或删除；只选一个可编辑内容。</translation>
    </message>
</context>
<context>
    <name>QueryRow</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Upper value</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Field…</source>
        <translation>字段…</translation>
    </message>
    <message>
        <source>Words, apart by ;</source>
        <translation>多个词以；分隔</translation>
    </message>
    <message>
        <source>A number is needed.</source>
        <translation>这里需要数字。</translation>
    </message>
    <message>
        <source>is</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>is not</source>
        <translation>不等于</translation>
    </message>
    <message>
        <source>is less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>不大于</translation>
    </message>
    <message>
        <source>is more than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>is at least</source>
        <translation>不小于</translation>
    </message>
    <message>
        <source>is between</source>
        <translation>介于</translation>
    </message>
    <message>
        <source>contains</source>
        <translation>包含</translation>
    </message>
    <message>
        <source>is one of</source>
        <translation>属于其中之一</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>为空</translation>
    </message>
    <message>
        <source>is filled in</source>
        <translation>不为空</translation>
    </message>
</context>
<context>
    <name>RemediesPanel</name>
    <message>
        <source>Suggestions</source>
        <translation>改法</translation>
    </message>
    <message>
        <source>Back to the findings</source>
        <translation>返回结论</translation>
    </message>
    <message>
        <source>Back to the findings (Esc)</source>
        <translation>返回结论（Esc）</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Change the project as suggested (Enter). Undo takes it back.</source>
        <translation>按此修改项目（Enter），可以撤销。</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Trying what would make this clear…</source>
        <translation>正在逐一试算能使其符合的改法…</translation>
    </message>
    <message>
        <source>Nothing was worked out.</source>
        <translation>没有得出改法。</translation>
    </message>
    <message>
        <source>Every suggestion was tried: with it this rule is clear and no other one worse.</source>
        <translation>每种改法都已试算：本规则符合，其他规则不变差。</translation>
    </message>
    <message>
        <source>This plan was opened from files, which are never changed. Make a project of it to apply this.</source>
        <translation>规划是从文件打开的，源文件不会被改动。建立项目后即可应用。</translation>
    </message>
    <message>
        <source>Land given up: {area} = {mu}</source>
        <translation>让出用地：{area} = {mu}</translation>
    </message>
    <message>
        <source>No land is lost.</source>
        <translation>用地不减少。</translation>
    </message>
</context>
<context>
    <name>ReshapeTool</name>
    <message>
        <source>Draw a line that crosses the border of a feature twice: the border follows it.</source>
        <translation>画一条两次穿过要素边界的线，边界改走这条线。</translation>
    </message>
</context>
<context>
    <name>RulePage</name>
    <message>
        <source>Asked in every check</source>
        <translation>每次检查都启用</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Examples, all passed when the pack was read</source>
        <translation>示例（读入规则包时已全部通过）</translation>
    </message>
    <message>
        <source>When it is broken</source>
        <translation>违反时</translation>
    </message>
    <message>
        <source>off by default</source>
        <translation>默认不启用</translation>
    </message>
    <message>
        <source>to be compared with the text in force</source>
        <translation>须与现行文本核对</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Text read in</source>
        <translation>出处</translation>
    </message>
    <message>
        <source>Checked on</source>
        <translation>核对日期</translation>
    </message>
    <message>
        <source>To mend</source>
        <translation>如何修改</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Ours</source>
        <translation>本软件的取值</translation>
    </message>
    <message>
        <source>This pack has no example of its own for the rule.</source>
        <translation>本规则包没有为这条规则另附示例。</translation>
    </message>
    <message>
        <source>No example would notice a mistake in: {names}</source>
        <translation>以下数值写错时没有示例能发现：{names}</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>符合</translation>
    </message>
    <message>
        <source>Not testable</source>
        <translation>无法检查</translation>
    </message>
    <message>
        <source>Not applicable</source>
        <translation>不适用</translation>
    </message>
</context>
<context>
    <name>RulePanel</name>
    <message>
        <source>Everything that no other rule takes</source>
        <translation>其他规则都不适用的要素</translation>
    </message>
    <message>
        <source>All features. Example: {example}</source>
        <translation>全部要素。例如：{example}</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>and</source>
        <translation>并且</translation>
    </message>
    <message>
        <source>or</source>
        <translation>或者</translation>
    </message>
    <message>
        <source>Not understood. Compare fields with values: = &lt;&gt; &lt; &lt;= &gt; &gt;=, IN, LIKE, IS NULL; AND, OR, NOT.</source>
        <translation>条件读不懂。请用字段与值比较：= &lt;&gt; &lt; &lt;= &gt; &gt;=、IN、LIKE、IS NULL；可用 AND、OR、NOT 连接。</translation>
    </message>
</context>
<context>
    <name>RuleWork</name>
    <message>
        <source>Select one parcel or one footprint first.</source>
        <translation>请先选中一块地或一个项目范围。</translation>
    </message>
    <message>
        <source>Open a plan or a project first.</source>
        <translation>请先打开规划或项目。</translation>
    </message>
</context>
<context>
    <name>RulesDialog</name>
    <message>
        <source>Rules</source>
        <translation>按规则</translation>
    </message>
    <message>
        <source>Rule packs in use</source>
        <translation>在用的规则包</translation>
    </message>
    <message>
        <source>Add a pack</source>
        <translation>加入规则包</translation>
    </message>
    <message>
        <source>Do not use this pack</source>
        <translation>停用此规则包</translation>
    </message>
    <message>
        <source>Search: id, words, source</source>
        <translation>搜索：编号、文字、依据</translation>
    </message>
    <message>
        <source>Search the rules</source>
        <translation>搜索规则</translation>
    </message>
    <message>
        <source>What would the examples miss?</source>
        <translation>示例会漏掉什么？</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>修订人</translation>
    </message>
    <message>
        <source>Keep as a new version and check</source>
        <translation>存为新版本并检查</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy the line</source>
        <translation>复制这一行</translation>
    </message>
    <message>
        <source>Reading the rules</source>
        <translation>正在读取规则</translation>
    </message>
    <message>
        <source>The rules are being read…</source>
        <translation>正在读取规则…</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>by {author}</source>
        <translation>{author} 修订</translation>
    </message>
    <message>
        <source>refines {base} {version}</source>
        <translation>基于 {base} {version}</translation>
    </message>
    <message>
        <source>{count} rules</source>
        <translation>{count} 条规则</translation>
    </message>
    <message>
        <source>off</source>
        <translation>不启用</translation>
    </message>
    <message>
        <source>recheck</source>
        <translation>待核</translation>
    </message>
    <message>
        <source>No rule has these words.</source>
        <translation>没有含这些文字的规则。</translation>
    </message>
    <message>
        <source>Done: {what}. The plan is being checked again; undo takes it back.</source>
        <translation>已完成：{what}。正在重新检查，可以撤销。</translation>
    </message>
    <message>
        <source>The plan is being checked by these rules. To keep them, put this line into plan.toml:</source>
        <translation>正在按这些规则检查。要长期采用，请把这一行写进 plan.toml：</translation>
    </message>
    <message>
        <source>A mistake in any figure would make an example fail.</source>
        <translation>任何一个数值写错，都会有示例通不过。</translation>
    </message>
    <message>
        <source>{count} figures in {rules} rules could be wrong and no example would fail.</source>
        <translation>有 {rules} 条规则的 {count} 个数值写错时没有示例能发现，已标在各条规则下。</translation>
    </message>
    <message>
        <source>Trying the examples</source>
        <translation>正在试改示例</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>从文件…</translation>
    </message>
    <message>
        <source>Add a rule pack</source>
        <translation>加入规则包</translation>
    </message>
</context>
<context>
    <name>ScaleTool</name>
    <message>
        <source>Click a feature to select it.</source>
        <translation>点选一个要素。</translation>
    </message>
    <message>
        <source>Drag away from the centre or towards it; a click sets the centre; or type the factor.</source>
        <translation>远离或靠近中心拖动；单击设定中心；也可输入系数。</translation>
    </message>
    <message>
        <source>Factor {factor}</source>
        <translation>系数 {factor}</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Go to…  Ctrl+K</source>
        <translation>定位…  Ctrl+K</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>A coordinate, a parcel number, the name of a feature or of a layer.</source>
        <translation>坐标、地块编号、要素名称或图层名称。</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>查找结果</translation>
    </message>
    <message>
        <source>Open a plan first: then its places can be found.</source>
        <translation>请先打开规划，再查找其中的位置。</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>正在查找</translation>
    </message>
    <message>
        <source>Nothing of that name. Coordinates are written like 567915 4474251 or 111.8 40.4.</source>
        <translation>没有找到。坐标可写成 567915 4474251 或 111.8 40.4。</translation>
    </message>
</context>
<context>
    <name>SelectDialog</name>
    <message>
        <source>Select features</source>
        <translation>选择要素</translation>
    </message>
    <message>
        <source>By attribute</source>
        <translation>按属性</translation>
    </message>
    <message>
        <source>By location</source>
        <translation>按位置</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Other layer</source>
        <translation>另一图层</translation>
    </message>
    <message>
        <source>Which features</source>
        <translation>哪些要素</translation>
    </message>
    <message>
        <source>New selection</source>
        <translation>新的选择</translation>
    </message>
    <message>
        <source>Add to the selection</source>
        <translation>加入选择</translation>
    </message>
    <message>
        <source>Take from the selection</source>
        <translation>从选择中去掉</translation>
    </message>
    <message>
        <source>Touch or overlap features of</source>
        <translation>与其要素相接或重叠</translation>
    </message>
    <message>
        <source>Lie wholly within features of</source>
        <translation>完全位于其要素之内</translation>
    </message>
    <message>
        <source>Only its selected features</source>
        <translation>只用其中已选的要素</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose a field and give a value.</source>
        <translation>请选择字段并给出值。</translation>
    </message>
    <message>
        <source>{count} features found.</source>
        <translation>找到 {count} 个要素。</translation>
    </message>
    <message>
        <source>No feature was found.</source>
        <translation>没有找到要素。</translation>
    </message>
    <message>
        <source>Reading the table</source>
        <translation>正在读取属性表</translation>
    </message>
</context>
<context>
    <name>SelectedArea</name>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 个</translation>
    </message>
    <message>
        <source>ellipsoidal {ellipsoidal}, planar {planar}</source>
        <translation>椭球 {ellipsoidal}，平面 {planar}</translation>
    </message>
    <message>
        <source>Measuring the selection</source>
        <translation>正在量算所选要素</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Opening the plan</source>
        <translation>打开规划</translation>
    </message>
    <message>
        <source>Making the project</source>
        <translation>正在建立项目</translation>
    </message>
    <message>
        <source>Recovering the project</source>
        <translation>正在恢复项目</translation>
    </message>
    <message>
        <source>Checking the plan</source>
        <translation>检查规划</translation>
    </message>
    <message>
        <source>Identifying</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Drawing the map</source>
        <translation>绘制地图</translation>
    </message>
</context>
<context>
    <name>Several</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>SheetCommands</name>
    <message>
        <source>Reading the sheets</source>
        <translation>读取图纸</translation>
    </message>
    <message>
        <source>Edit a sheet</source>
        <translation>编辑图纸</translation>
    </message>
</context>
<context>
    <name>SheetDialog</name>
    <message>
        <source>Sheets</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Name the file that the sheet is written to.</source>
        <translation>请填写图纸要写入的文件。</translation>
    </message>
    <message>
        <source>Reading the sheets</source>
        <translation>正在读取图纸模板</translation>
    </message>
    <message>
        <source>Printing the sheet</source>
        <translation>打印图纸</translation>
    </message>
    <message>
        <source>A scale is written like 1:25000.</source>
        <translation>比例尺写作 1:25000 这样的形式。</translation>
    </message>
</context>
<context>
    <name>SheetEditor</name>
    <message>
        <source>Sheet</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>There is a sheet of that name already.</source>
        <translation>已有同名图纸。</translation>
    </message>
    <message>
        <source>Reading the sheets</source>
        <translation>读取图纸</translation>
    </message>
    <message>
        <source>The sheet “{name}” has changes that are not saved.</source>
        <translation>图纸“{name}”有尚未保存的修改。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>层次</translation>
    </message>
    <message>
        <source>{name}{mark} – Sheet editor</source>
        <translation>{name}{mark} – 图纸编辑</translation>
    </message>
    <message>
        <source>Put the picture into the folder of the plan first.</source>
        <translation>请先把图片放进规划文件夹。</translation>
    </message>
</context>
<context>
    <name>SheetForm</name>
    <message>
        <source>As large as fits</source>
        <translation>按图幅取最大</translation>
    </message>
    <message>
        <source>As the sheet has it</source>
        <translation>按图纸模板</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>横幅</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>竖幅</translation>
    </message>
    <message>
        <source>Printer…</source>
        <translation>打印机…</translation>
    </message>
    <message>
        <source>One sheet</source>
        <translation>单张</translation>
    </message>
    <message>
        <source>A file for every page</source>
        <translation>每页一个文件</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Edit sheet…</source>
        <translation>编辑图纸…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>正在打印…</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>图纸</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>图幅</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Dots per inch</source>
        <translation>分辨率（dpi）</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
</context>
<context>
    <name>SheetLists</name>
    <message>
        <source>Elements</source>
        <translation>图面要素</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>出图检查</translation>
    </message>
    <message>
        <source>It has nothing to show and is not drawn.</source>
        <translation>没有可显示的内容，不绘制。</translation>
    </message>
    <message>
        <source>Nothing to remark.</source>
        <translation>没有问题。</translation>
    </message>
</context>
<context>
    <name>SheetModel</name>
    <message>
        <source>Drawing the sheet</source>
        <translation>绘制图纸</translation>
    </message>
    <message>
        <source>Going through the checklist</source>
        <translation>核对出图清单</translation>
    </message>
</context>
<context>
    <name>SheetPreview</name>
    <message>
        <source>Drawing the preview</source>
        <translation>正在绘制预览</translation>
    </message>
</context>
<context>
    <name>SheetWords</name>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Location map</source>
        <translation>区位图</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>North arrow</source>
        <translation>指北针</translation>
    </message>
    <message>
        <source>Wind rose</source>
        <translation>风玫瑰</translation>
    </message>
    <message>
        <source>Scale bar</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Box to fill in</source>
        <translation>签栏格</translation>
    </message>
    <message>
        <source>Mark “illustrative”</source>
        <translation>“示意”标记</translation>
    </message>
    <message>
        <source>Heading</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Heading of the main classes</source>
        <translation>主要分类标题</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>图例文字</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>More notes</source>
        <translation>补充说明</translation>
    </message>
    <message>
        <source>Size of letters</source>
        <translation>字高</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>加粗</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>边框</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Table of</source>
        <translation>表格内容</translation>
    </message>
    <message>
        <source>Name of the table</source>
        <translation>表格名称</translation>
    </message>
    <message>
        <source>Unit of areas</source>
        <translation>面积单位</translation>
    </message>
    <message>
        <source>Most rows</source>
        <translation>最多行数</translation>
    </message>
    <message>
        <source>Area of every class</source>
        <translation>列出各类面积</translation>
    </message>
    <message>
        <source>This site and elsewhere apart</source>
        <translation>分“本地块”与“其他”</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>栏数</translation>
    </message>
    <message>
        <source>State the grid convergence</source>
        <translation>注明子午线收敛角</translation>
    </message>
    <message>
        <source>Frequencies from north</source>
        <translation>各向频率（从北起）</translation>
    </message>
    <message>
        <source>Of the map</source>
        <translation>所属地图</translation>
    </message>
    <message>
        <source>Shows where</source>
        <translation>标示地图</translation>
    </message>
    <message>
        <source>About</source>
        <translation>主题图层</translation>
    </message>
    <message>
        <source>Layers shown</source>
        <translation>显示图层</translation>
    </message>
    <message>
        <source>Layers with names</source>
        <translation>注记图层</translation>
    </message>
    <message>
        <source>Labels of the main layers</source>
        <translation>主题图层标注</translation>
    </message>
    <message>
        <source>Pale layers</source>
        <translation>淡化图层</translation>
    </message>
    <message>
        <source>Layers in full colour</source>
        <translation>足色图层</translation>
    </message>
    <message>
        <source>At every scale</source>
        <translation>始终绘制</translation>
    </message>
    <message>
        <source>Extent</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>West, south, east, north</source>
        <translation>西、南、东、北</translation>
    </message>
    <message>
        <source>Around it (times its size)</source>
        <translation>周边（倍数）</translation>
    </message>
    <message>
        <source>Around it at least</source>
        <translation>周边至少</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>No larger than</source>
        <translation>不大于</translation>
    </message>
    <message>
        <source>Follows the map</source>
        <translation>跟随地图</translation>
    </message>
    <message>
        <source>Takes its</source>
        <translation>跟随内容</translation>
    </message>
    <message>
        <source>Coordinate grid</source>
        <translation>坐标网</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>mu</source>
        <translation>亩</translation>
    </message>
    <message>
        <source>Land balance</source>
        <translation>用地平衡表</translation>
    </message>
    <message>
        <source>Control lines</source>
        <translation>控制线</translation>
    </message>
    <message>
        <source>Facilities</source>
        <translation>设施</translation>
    </message>
    <message>
        <source>Indicators of parcels</source>
        <translation>地块指标</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Land taken by the project</source>
        <translation>项目占地</translation>
    </message>
    <message>
        <source>Given from outside</source>
        <translation>由外部给出</translation>
    </message>
    <message>
        <source>A frame for every planning area, where larger</source>
        <translation>按片区分图框（比例更大时）</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>The sheet&apos;s feature</source>
        <translation>本图要素</translation>
    </message>
    <message>
        <source>As entered</source>
        <translation>按所填范围</translation>
    </message>
    <message>
        <source>Metres</source>
        <translation>平面坐标</translation>
    </message>
    <message>
        <source>Degrees</source>
        <translation>经纬度</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Free on the page</source>
        <translation>页面自由放置</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>图名栏</translation>
    </message>
    <message>
        <source>Maps</source>
        <translation>图区</translation>
    </message>
    <message>
        <source>Beside the maps</source>
        <translation>图区旁</translation>
    </message>
    <message>
        <source>Strip at the foot</source>
        <translation>底部签栏</translation>
    </message>
    <message>
        <source>Name of the plan</source>
        <translation>规划名称</translation>
    </message>
    <message>
        <source>Name of the sheet</source>
        <translation>图名</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Coordinate system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <source>Page number</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>Number of pages</source>
        <translation>总页数</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>图幅</translation>
    </message>
    <message>
        <source>Period of the plan</source>
        <translation>规划期限</translation>
    </message>
    <message>
        <source>Base year</source>
        <translation>基期年</translation>
    </message>
    <message>
        <source>Target year</source>
        <translation>目标年</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>资料来源</translation>
    </message>
    <message>
        <source>Planning authority</source>
        <translation>组织编制机关</translation>
    </message>
    <message>
        <source>Prepared by</source>
        <translation>编制单位</translation>
    </message>
    <message>
        <source>Sheet number</source>
        <translation>图号</translation>
    </message>
    <message>
        <source>Map review number</source>
        <translation>审图号</translation>
    </message>
    <message>
        <source>Classification</source>
        <translation>密级</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Editing</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Move the map</source>
        <translation>平移地图</translation>
    </message>
    <message>
        <source>Arrow keys; middle button or Space and drag</source>
        <translation>方向键；按住中键或空格拖动</translation>
    </message>
    <message>
        <source>Zoom about the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Identify at the centre of the map</source>
        <translation>查询地图中心</translation>
    </message>
    <message>
        <source>Enter on the map</source>
        <translation>在地图上按回车</translation>
    </message>
    <message>
        <source>Move a layer within its group</source>
        <translation>在组内移动图层</translation>
    </message>
    <message>
        <source>Alt+Up, Alt+Down, or drag</source>
        <translation>Alt+上、Alt+下，或拖动</translation>
    </message>
    <message>
        <source>Zoom to layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <source>Enter in the layer tree</source>
        <translation>在图层树按回车</translation>
    </message>
    <message>
        <source>Show or hide a layer</source>
        <translation>显示或隐藏图层</translation>
    </message>
    <message>
        <source>Space in the layer tree</source>
        <translation>在图层树按空格</translation>
    </message>
    <message>
        <source>Delete what is selected</source>
        <translation>删除选中的要素</translation>
    </message>
    <message>
        <source>Type length, bearing or coordinates</source>
        <translation>键入长度、方位角或坐标</translation>
    </message>
    <message>
        <source>Digits, Tab</source>
        <translation>数字键、Tab</translation>
    </message>
    <message>
        <source>Take back the last place</source>
        <translation>取消上一点</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>退格</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Enter, double click, right button</source>
        <translation>回车、双击或右键</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Close the line</source>
        <translation>闭合</translation>
    </message>
    <message>
        <source>Arc</source>
        <translation>圆弧</translation>
    </message>
    <message>
        <source>Follow borders; the other way round</source>
        <translation>沿边界描绘；换另一方向</translation>
    </message>
    <message>
        <source>Construction line; across the edge</source>
        <translation>辅助线；垂直于边</translation>
    </message>
</context>
<context>
    <name>ShownSelection</name>
    <message>
        <source>Showing the selection</source>
        <translation>正在显示选中要素</translation>
    </message>
</context>
<context>
    <name>SideTable</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>修正前</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>修订人</translation>
    </message>
    <message>
        <source>Both sides</source>
        <translation>双方对照</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>both</source>
        <translation>双方</translation>
    </message>
    <message>
        <source>me</source>
        <translation>我方</translation>
    </message>
    <message>
        <source>them</source>
        <translation>对方</translation>
    </message>
</context>
<context>
    <name>SnapMenu</name>
    <message>
        <source>Snapping</source>
        <translation>捕捉</translation>
    </message>
    <message>
        <source>Where the cursor is drawn to ({key} switches it on and off; Alt leaves it out once).</source>
        <translation>光标捕捉到哪里（{key} 开关；按住 Alt 暂不捕捉）。</translation>
    </message>
    <message>
        <source>Snapping off</source>
        <translation>捕捉已关</translation>
    </message>
    <message>
        <source>Zoom in to snap</source>
        <translation>放大后才能捕捉</translation>
    </message>
    <message>
        <source>There are too many features in view: those of some layers are not snapped to.</source>
        <translation>视图内要素太多，有些图层暂不捕捉。</translation>
    </message>
</context>
<context>
    <name>SnapPanel</name>
    <message>
        <source>Snap while editing</source>
        <translation>编辑时捕捉</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>m</source>
        <translation>米</translation>
    </message>
    <message>
        <source>To which layers; what counts for the one marked</source>
        <translation>捕捉哪些图层；右侧是所选图层的捕捉方式</translation>
    </message>
    <message>
        <source>How far the cursor is drawn</source>
        <translation>捕捉距离</translation>
    </message>
    <message>
        <source>Spacing of the grid in metres</source>
        <translation>格网间距（米）</translation>
    </message>
    <message>
        <source>Layers that are snapped to</source>
        <translation>要捕捉的图层</translation>
    </message>
    <message>
        <source>As for all layers</source>
        <translation>与全部图层相同</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>全部图层</translation>
    </message>
</context>
<context>
    <name>Snapping</name>
    <message>
        <source>Looking at what is in view</source>
        <translation>正在查看视野内的图形</translation>
    </message>
</context>
<context>
    <name>SplitTool</name>
    <message>
        <source>Draw a line across features, from border to border; selected ones only where there are any.</source>
        <translation>画一条从边界到边界穿过要素的线；有选中的要素时只分割选中的。</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Version {name}</source>
        <translation>版本 {name}</translation>
    </message>
    <message>
        <source>The beginning</source>
        <translation>最初</translation>
    </message>
    <message>
        <source>Plan {name}</source>
        <translation>规划 {name}</translation>
    </message>
    <message>
        <source>Bringing back the version</source>
        <translation>正在取回版本</translation>
    </message>
    <message>
        <source>Copying the project</source>
        <translation>正在复制项目</translation>
    </message>
    <message>
        <source>Opening the other plan</source>
        <translation>正在打开另一个规划</translation>
    </message>
</context>
<context>
    <name>StatusRow</name>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>True scale of the map. Type another one and press Enter.</source>
        <translation>地图的真实比例尺。可输入新的比例尺后按回车。</translation>
    </message>
    <message>
        <source>Position of the cursor</source>
        <translation>光标位置</translation>
    </message>
    <message>
        <source>Cancel what is being done</source>
        <translation>取消正在进行的操作</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>A scale is written like 1:25000.</source>
        <translation>比例尺写作 1:25000 这样的形式。</translation>
    </message>
    <message>
        <source>Coordinate system unknown</source>
        <translation>坐标系不明</translation>
    </message>
    <message>
        <source>Everything is measured in this coordinate system.</source>
        <translation>所有量算都在此坐标系中进行。</translation>
    </message>
    <message>
        <source>This definition of area decides in checks of this plan.</source>
        <translation>本规划的检查以此面积口径为准。</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>The last step is being written to the project file.</source>
        <translation>最近一步正在写入项目文件。</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已存</translation>
    </message>
    <message>
        <source>Every step is on the disk; there is nothing to save.</source>
        <translation>每一步都已写入磁盘，无需另行保存。</translation>
    </message>
</context>
<context>
    <name>StyleDialog</name>
    <message>
        <source>Symbols of {name}</source>
        <translation>{name} 的符号</translation>
    </message>
    <message>
        <source>Shown by</source>
        <translation>显示方式</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Layer opacity (%), blending</source>
        <translation>图层不透明度（%）、混合</translation>
    </message>
    <message>
        <source>Layer shown from 1: … to 1: …</source>
        <translation>图层显示比例 1: … 至 1: …</translation>
    </message>
    <message>
        <source>Class shown from 1: … to 1: …</source>
        <translation>本类显示比例 1: … 至 1: …</translation>
    </message>
    <message>
        <source>One symbol</source>
        <translation>单一符号</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>按字段值分类</translation>
    </message>
    <message>
        <source>Classes of numbers</source>
        <translation>按数值分级</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>按规则</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation>正片叠底</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>滤色</translation>
    </message>
    <message>
        <source>Darken</source>
        <translation>变暗</translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation>变亮</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>叠加</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>图例文字</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Load…</source>
        <translation>载入…</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>另存…</translation>
    </message>
    <message>
        <source>Default of the role</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Making the classes</source>
        <translation>正在分类</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Applying is one step of the project and can be undone.</source>
        <translation>应用算作项目的一步，可以撤销。</translation>
    </message>
    <message>
        <source>Kept until the plan is closed: a folder is never changed.</source>
        <translation>只在本次打开期间有效：规划文件夹不会被改动。</translation>
    </message>
</context>
<context>
    <name>Styling</name>
    <message>
        <source>Drawing the map</source>
        <translation>绘制地图</translation>
    </message>
    <message>
        <source>Changing the style</source>
        <translation>正在更改样式</translation>
    </message>
</context>
<context>
    <name>SymbolPanel</name>
    <message>
        <source>Fill</source>
        <translation>填写</translation>
    </message>
    <message>
        <source>Hatch</source>
        <translation>线填充</translation>
    </message>
    <message>
        <source>Angle, spacing, width (mm)</source>
        <translation>角度、间距、线宽（毫米）</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>线</translation>
    </message>
    <message>
        <source>Width, offset inwards (mm)</source>
        <translation>线宽、向内偏移（毫米）</translation>
    </message>
    <message>
        <source>Dashes</source>
        <translation>线型</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Size (mm), turned by (°)</source>
        <translation>大小（毫米）、旋转（°）</translation>
    </message>
    <message>
        <source>Opacity (%)</source>
        <translation>不透明度（%）</translation>
    </message>
    <message>
        <source>Solid</source>
        <translation>实线</translation>
    </message>
    <message>
        <source>Dashed</source>
        <translation>虚线</translation>
    </message>
    <message>
        <source>Short dashes</source>
        <translation>短虚线</translation>
    </message>
    <message>
        <source>Dash-dot</source>
        <translation>点划线</translation>
    </message>
    <message>
        <source>Long dash-dot</source>
        <translation>长点划线</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Circle</source>
        <translation>圆</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>方</translation>
    </message>
    <message>
        <source>Triangle</source>
        <translation>三角</translation>
    </message>
    <message>
        <source>Diamond</source>
        <translation>菱形</translation>
    </message>
    <message>
        <source>Cross</source>
        <translation>十字</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>五角星</translation>
    </message>
    <message>
        <source>Pentagon</source>
        <translation>五边形</translation>
    </message>
    <message>
        <source>Hexagon</source>
        <translation>六边形</translation>
    </message>
</context>
<context>
    <name>TableActions</name>
    <message>
        <source>Only the first {count} rows were copied.</source>
        <translation>只复制了前 {count} 行。</translation>
    </message>
    <message>
        <source>Go to on the map</source>
        <translation>在地图上定位</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy with shapes (WKT)</source>
        <translation>连同几何复制（WKT）</translation>
    </message>
    <message>
        <source>Select all shown</source>
        <translation>选中当前显示的全部</translation>
    </message>
    <message>
        <source>Sort upwards</source>
        <translation>升序排列</translation>
    </message>
    <message>
        <source>Sort downwards</source>
        <translation>降序排列</translation>
    </message>
    <message>
        <source>Edit the cell</source>
        <translation>编辑单元格</translation>
    </message>
    <message>
        <source>Fill the field…</source>
        <translation>填写该字段…</translation>
    </message>
    <message>
        <source>Writing the cell</source>
        <translation>正在写入单元格</translation>
    </message>
</context>
<context>
    <name>TableModel</name>
    <message>
        <source>Record number</source>
        <translation>记录号</translation>
    </message>
</context>
<context>
    <name>TablePanel</name>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Find in all columns</source>
        <translation>在所有列中查找</translation>
    </message>
    <message>
        <source>Attribute table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Whole layer</source>
        <translation>整个图层</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>In view</source>
        <translation>视野内</translation>
    </message>
    <message>
        <source>Select these</source>
        <translation>选中这些</translation>
    </message>
    <message>
        <source>Select all rows that are shown</source>
        <translation>选中当前显示的所有行</translation>
    </message>
    <message>
        <source>Fill…</source>
        <translation>填写…</translation>
    </message>
    <message>
        <source>Fill a field of the selected or shown rows</source>
        <translation>为已选或当前显示的行填写一个字段</translation>
    </message>
    <message>
        <source>Calculate…</source>
        <translation>计算…</translation>
    </message>
    <message>
        <source>Calculate a field from the shapes or the codes</source>
        <translation>由几何或代码计算字段</translation>
    </message>
    <message>
        <source>Here are the attributes of a layer as a table.</source>
        <translation>这里以表格显示一个图层的属性。</translation>
    </message>
    <message>
        <source>Open a plan, then choose a layer.</source>
        <translation>请先打开规划，再选择图层。</translation>
    </message>
    <message>
        <source>{shown} of {whole} rows</source>
        <translation>{whole} 行中的 {shown} 行</translation>
    </message>
    <message>
        <source>{whole} rows</source>
        <translation>共 {whole} 行</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 个</translation>
    </message>
</context>
<context>
    <name>TableSource</name>
    <message>
        <source>Reading the table</source>
        <translation>正在读取属性表</translation>
    </message>
    <message>
        <source>Arranging the table</source>
        <translation>正在排列属性表</translation>
    </message>
</context>
<context>
    <name>TableWords</name>
    <message>
        <source>Field {name} of {file}</source>
        <translation>{file} 的字段 {name}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>TermsForm</name>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>hectares</source>
        <translation>公顷</translation>
    </message>
    <message>
        <source>square metres</source>
        <translation>平方米</translation>
    </message>
    <message>
        <source>mu</source>
        <translation>亩</translation>
    </message>
    <message>
        <source>square kilometres</source>
        <translation>平方千米</translation>
    </message>
    <message>
        <source>With the inputs</source>
        <translation>含原始数据</translation>
    </message>
    <message>
        <source>Digests only</source>
        <translation>只含数据摘要</translation>
    </message>
    <message>
        <source>No signature</source>
        <translation>不签名</translation>
    </message>
    <message>
        <source>Stands in the reports</source>
        <translation>写在报告里</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Reports as</source>
        <translation>报告格式</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Areas in</source>
        <translation>面积单位</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据包</translation>
    </message>
    <message>
        <source>Sign with</source>
        <translation>签名密钥</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>编制单位</translation>
    </message>
</context>
<context>
    <name>ThematicViews</name>
    <message>
        <source>Drawing the view</source>
        <translation>正在绘制视图</translation>
    </message>
    <message>
        <source>Back to all layers</source>
        <translation>返回全部图层</translation>
    </message>
</context>
<context>
    <name>TopRow</name>
    <message>
        <source>Lantu</source>
        <translation>蓝图</translation>
    </message>
    <message>
        <source>Edit a sheet</source>
        <translation>编辑图纸</translation>
    </message>
    <message>
        <source>No plan</source>
        <translation>未打开规划</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Open another plan</source>
        <translation>打开其他规划</translation>
    </message>
    <message>
        <source>Plan: {name}</source>
        <translation>规划：{name}</translation>
    </message>
</context>
<context>
    <name>TopologyCard</name>
    <message>
        <source>Fixes</source>
        <translation>改法</translation>
    </message>
    <message>
        <source>Mend</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Mend it this way and go on to the next one (Enter). Undo takes it back.</source>
        <translation>按此修正并转到下一处（Enter）。可以撤销。</translation>
    </message>
    <message>
        <source>Ignore…</source>
        <translation>忽略…</translation>
    </message>
    <message>
        <source>Leave it as it is, with a reason (I)</source>
        <translation>注明原因，保持现状（I）</translation>
    </message>
    <message>
        <source>Take up again</source>
        <translation>重新处理</translation>
    </message>
    <message>
        <source>No longer ignore this finding</source>
        <translation>不再忽略这处问题</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <source>Ignored by {name} on {date}: {reason}</source>
        <translation>{name} 于 {date} 忽略：{reason}</translation>
    </message>
    <message>
        <source>Trying what would mend this…</source>
        <translation>正在逐一试算改法……</translation>
    </message>
    <message>
        <source>The fixes were not worked out.</source>
        <translation>改法没有算出来。</translation>
    </message>
    <message>
        <source>This plan was opened from files, which are never changed. Make a project of it to mend this.</source>
        <translation>这份规划是从文件打开的，源文件不会被改动。建成项目后即可修正。</translation>
    </message>
    <message>
        <source>The project is read-only: nothing can be mended here.</source>
        <translation>项目是只读的，不能在这里修正。</translation>
    </message>
    <message>
        <source>No fix mends this without making another error. Edit the features, or ignore it.</source>
        <translation>没有哪种改法能修正它而不带来别的问题。请编辑要素，或注明原因忽略。</translation>
    </message>
    <message>
        <source>Every fix was tried: it mends this and makes no other error.</source>
        <translation>每种改法都试算过：能修正这处问题，且不带来别的问题。</translation>
    </message>
</context>
<context>
    <name>TopologyPanel</name>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Check the topology of the layer</source>
        <translation>检查这个图层的拓扑</translation>
    </message>
    <message>
        <source>Check all</source>
        <translation>检查全部</translation>
    </message>
    <message>
        <source>Check the topology of every layer, each as it was asked last</source>
        <translation>检查每个图层的拓扑，各按上次的检查内容</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>What is checked</source>
        <translation>检查内容</translation>
    </message>
    <message>
        <source>Topology errors</source>
        <translation>拓扑问题</translation>
    </message>
    <message>
        <source>Mend all that need no decision</source>
        <translation>修正所有无需判断的问题</translation>
    </message>
    <message>
        <source>Rings, repeated vertices, spikes, and what is thinner than a sliver: as one step, undone as one.</source>
        <translation>环、重复顶点、尖刺，以及比碎面还窄的部分：合为一步，一次即可撤销。</translation>
    </message>
    <message>
        <source>Show or hide: {state}</source>
        <translation>显示或隐藏：{state}</translation>
    </message>
    <message>
        <source>Here are the errors of shape in a layer: overlaps, gaps, spikes, vertices not shared.</source>
        <translation>这里列出图层的图形问题：重叠、缝隙、尖刺、未共用的顶点等。</translation>
    </message>
    <message>
        <source>The layer is being checked…</source>
        <translation>正在检查图层……</translation>
    </message>
    <message>
        <source>Choose a layer and press “Check”.</source>
        <translation>请选择图层，然后点“检查”。</translation>
    </message>
    <message>
        <source>What there is to mend is hidden.</source>
        <translation>待处理的问题被隐藏了。</translation>
    </message>
    <message>
        <source>Show it with the buttons above.</source>
        <translation>用上面的按钮显示。</translation>
    </message>
    <message>
        <source>Nothing is to be mended in this layer.</source>
        <translation>这个图层没有待处理的问题。</translation>
    </message>
    <message>
        <source>The list follows every edit.</source>
        <translation>之后每次编辑，这里都会随之更新。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation>已忽略</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已了结</translation>
    </message>
</context>
<context>
    <name>TopologyTab</name>
    <message>
        <source>Topology</source>
        <translation>拓扑</translation>
    </message>
</context>
<context>
    <name>TopologyWork</name>
    <message>
        <source>Open a plan with Ctrl+O, or a project with Ctrl+Shift+O.</source>
        <translation>请用 Ctrl+O 打开规划，或用 Ctrl+Shift+O 打开项目。</translation>
    </message>
    <message>
        <source>Checking the topology</source>
        <translation>正在检查拓扑</translation>
    </message>
    <message>
        <source>Mending the topology</source>
        <translation>正在修正拓扑</translation>
    </message>
    <message>
        <source>Everything that is left needs a decision.</source>
        <translation>剩下的问题都需要判断，请逐个处理。</translation>
    </message>
    <message>
        <source>Mended {count} errors of {layer} as one step; {left} are left. Undo takes it back.</source>
        <translation>{layer} 一步修正了 {count} 处问题，还剩 {left} 处待处理。可以撤销。</translation>
    </message>
    <message>
        <source>Mending</source>
        <translation>正在修正</translation>
    </message>
    <message>
        <source>Ignoring the finding</source>
        <translation>正在忽略问题</translation>
    </message>
    <message>
        <source>Taking the finding up again</source>
        <translation>正在重新处理问题</translation>
    </message>
    <message>
        <source>Reading the project</source>
        <translation>正在读取项目</translation>
    </message>
    <message>
        <source>Keeping what is checked</source>
        <translation>正在保存检查参数</translation>
    </message>
    <message>
        <source>Checking the topology again</source>
        <translation>正在重新检查拓扑</translation>
    </message>
    <message>
        <source>Listing the findings</source>
        <translation>正在列出问题</translation>
    </message>
    <message>
        <source>Nothing is left to be mended in this layer.</source>
        <translation>这个图层没有待处理的拓扑问题了。</translation>
    </message>
</context>
<context>
    <name>Tracer</name>
    <message>
        <source>Tracing a border</source>
        <translation>正在描边</translation>
    </message>
</context>
<context>
    <name>TransformTool</name>
    <message>
        <source>Reading the features</source>
        <translation>正在读取要素</translation>
    </message>
</context>
<context>
    <name>TurnTool</name>
    <message>
        <source>Click a feature to select it.</source>
        <translation>点选一个要素。</translation>
    </message>
    <message>
        <source>Drag to rotate, with Shift in steps of 15°; a click sets the centre; or type degrees.</source>
        <translation>拖动旋转，按住 Shift 每 15° 一档；单击设定中心；也可输入角度。</translation>
    </message>
    <message>
        <source>Rotated by {degrees}° clockwise</source>
        <translation>顺时针旋转 {degrees}°</translation>
    </message>
</context>
<context>
    <name>TypedEntry</name>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Length in metres</source>
        <translation>长度（米）</translation>
    </message>
    <message>
        <source>Bearing</source>
        <translation>方位角</translation>
    </message>
    <message>
        <source>Bearing in degrees, from north, clockwise</source>
        <translation>方位角（度，自北起顺时针）</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>转角</translation>
    </message>
    <message>
        <source>Angle to the last edge in degrees, clockwise</source>
        <translation>与上一条边的转角（度，顺时针）</translation>
    </message>
    <message>
        <source>X, to the east</source>
        <translation>X（向东）</translation>
    </message>
    <message>
        <source>Y, to the north</source>
        <translation>Y（向北）</translation>
    </message>
    <message>
        <source>Step to the east</source>
        <translation>向东的增量</translation>
    </message>
    <message>
        <source>Step to the north</source>
        <translation>向北的增量</translation>
    </message>
    <message>
        <source>Enter places the point; Tab goes on; Esc closes the strip.</source>
        <translation>回车定点，Tab 下一项，Esc 收起。</translation>
    </message>
</context>
<context>
    <name>VertexFields</name>
    <message>
        <source>Move there</source>
        <translation>移到此处</translation>
    </message>
    <message>
        <source>X (east)</source>
        <translation>X（东）</translation>
    </message>
    <message>
        <source>Y (north)</source>
        <translation>Y（北）</translation>
    </message>
    <message>
        <source>{count} vertices are chosen.</source>
        <translation>选中了 {count} 个顶点。</translation>
    </message>
</context>
<context>
    <name>VertexTool</name>
    <message>
        <source>Drag a point. Shift chooses several, Delete removes them.</source>
        <translation>拖动点。按住 Shift 可选多个，Delete 删除。</translation>
    </message>
    <message>
        <source>Drag a vertex or the middle of an edge. Shift chooses several, Delete removes, Alt and drag moves an edge.</source>
        <translation>拖动顶点，或拖动边的中点插入顶点。按住 Shift 可选多个，Delete 删除，按住 Alt 拖动整条边。</translation>
    </message>
    <message>
        <source>Type two numbers: X (east) and Y (north).</source>
        <translation>请输入两个数：X（东）和 Y（北）。</translation>
    </message>
    <message>
        <source>Moved by {length} m, bearing {bearing}°</source>
        <translation>移动 {length} 米，方位角 {bearing}°</translation>
    </message>
</context>
<context>
    <name>Views</name>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Thematic views, bookmarks, comparison</source>
        <translation>专题视图、书签、对比</translation>
    </message>
    <message>
        <source>Click corners; Backspace takes one back, Enter finishes, Esc gives up, Alt does not snap.</source>
        <translation>逐点单击；退格撤回一点，回车完成，Esc 放弃，按住 Alt 不捕捉。</translation>
    </message>
    <message>
        <source>This feature has no shape.</source>
        <translation>这个要素没有图形。</translation>
    </message>
    <message>
        <source>Going there</source>
        <translation>正在定位</translation>
    </message>
    <message>
        <source>This place lies outside the plan.</source>
        <translation>这个位置在规划范围以外。</translation>
    </message>
    <message>
        <source>Open a plan first: bookmarks belong to one.</source>
        <translation>请先打开规划：书签属于某个规划。</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>全部图层</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Insert a field</source>
        <translation>插入字段</translation>
    </message>
    <message>
        <source>There is no field {name}.</source>
        <translation>没有字段 {name}。</translation>
    </message>
    <message>
        <source>Name of the sheet&apos;s feature</source>
        <translation>本图要素名称</translation>
    </message>
</context>
<context>
    <name>self.context</name>
    <message>
        <source>Reading the features</source>
        <translation>正在读取要素</translation>
    </message>
</context>
<context>
    <name>self.path_words</name>
    <message>
        <source>Point at an edge: the construction line goes along it, with Shift across.</source>
        <translation>请指向一条边：辅助线沿它方向，按住 Shift 则与它垂直。</translation>
    </message>
</context>
</TS>
